import { describe, expect, it } from 'vitest';
import { continues, defineAction, succeeded } from '../../../lambda/index.ts';
import { showPublished } from '../../../lambda/job/published.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { runAction } from '../../../testing/index.ts';

const ID = '5f0d7f5a-3b1e-4f11-9c9b-0d7f5a3b1e11';
const KEY = 'open-sesame-and-close-it';

describe('an external id that an action hands on', () => {
  it('is shown to the customer in each round, and nothing else of the state', async () => {
    const action = defineAction({
      type: { category: 'Test', provider: 'Probe', version: '1' },
      description: 'Waits for a run.',
      configuration: {},
      inputs: 0,
      outputs: 0,
      state: (value: unknown) => Object(value) as { id: string; key: string },
      async run({ state }) {
        if (state === undefined) return continues({ id: ID, key: KEY }, { externalExecutionId: ID });
        return succeeded({ externalExecutionId: state.id, summary: `run ${state.id} with ${state.key}` });
      },
    });

    const first = await runAction(action);
    const second = await runAction(action, { state: first.state });

    expect([first.outcome, second.outcome]).toMatchObject([
      { kind: 'continues', externalExecutionId: ID },
      { kind: 'succeeded', externalExecutionId: ID, summary: `run ${ID} with ***` },
    ]);
  });

  it('uncovers no token that it is in by chance', () => {
    const redactor = createRedactor();
    const token = 'a-token-that-holds-an-a';
    redactor.add(token);

    showPublished(redactor, token, 'a');

    expect(redactor.redact(token)).toBe('***');
  });
});
