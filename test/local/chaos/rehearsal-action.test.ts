import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { actions } from '../../../lambda/actions/index.ts';
import { fill } from '../../../local/chaos/rehearsal/fill.ts';
import { rehearsalAction } from '../../../local/chaos/rehearsal/rehearsal-action.ts';
import { actionTypeName } from '../../../model/action-type.ts';
import { runAction } from '../../../testing/index.ts';

const nothing = createHash('sha256').digest('hex');

describe("the rehearsals' action", () => {
  it('is no action that the deployed worker serves', () => {
    const served = actions.map(({ type }) => actionTypeName(type));

    expect(served).not.toContain(actionTypeName(rehearsalAction.type));
  });

  it('has a summary that follows from the input', async () => {
    const inputs = { Source: { 'a.txt': 'A', 'b/c.txt': 'C' } };

    const { outcome } = await runAction(rehearsalAction, { inputs });

    const digest = createHash('sha256').update('a.txt\0Ab/c.txt\0C').digest('hex');
    expect(outcome).toMatchObject({ kind: 'succeeded', summary: `${digest} after round 1, remembered nothing` });
  });

  it('copies the input into its output artifact and fills it up', async () => {
    const { outputs } = await runAction(rehearsalAction, {
      inputs: { Source: { 'a.txt': 'A' } },
      outputs: ['Result'],
      configuration: { OutputSize: '100000' },
    });

    const filler = await buffer(fill(100_000));
    expect(outputs['Result']?.paths).toEqual(['a.txt', 'filler.bin']);
    expect(filler.length).toBe(100_000);
    expect(filler.equals(outputs['Result']?.bytes('filler.bin') ?? Buffer.alloc(0))).toBe(true);
  });

  it('hands a state of the wanted length from round to round, and is done after the last', async () => {
    const configuration = { Rounds: '2', StateSize: '5000' };

    const { outcome, state = '' } = await runAction(rehearsalAction, { configuration });
    const second = await runAction(rehearsalAction, { configuration, state });

    expect(outcome).toMatchObject({ kind: 'continues', percentComplete: 50 });
    expect(state.length).toBeGreaterThan(5000);
    expect(second.outcome).toMatchObject({
      kind: 'succeeded',
      summary: `${nothing} after round 2, remembered nothing`,
    });
  });

  it('fails as it is told, and leaves its output artifact unfinished', async () => {
    const { outcome, outputs } = await runAction(rehearsalAction, {
      outputs: ['Result'],
      configuration: { Fail: 'told so' },
    });

    expect(outcome).toMatchObject({ kind: 'failed', type: 'JobFailed', message: 'told so' });
    expect(outputs).toEqual({});
  });

  it('remembers a value', async () => {
    const { outcome, remembered } = await runAction(rehearsalAction, { configuration: { Remember: 'a value' } });

    expect(remembered).toEqual({ value: 'a value' });
    expect(outcome).toMatchObject({ summary: `${nothing} after round 1, remembered a value` });
  });

  it('lives once it has died as often as it was told to', async () => {
    const configuration = { Die: 'exit', DieTimes: '2' };

    const { outcome } = await runAction(rehearsalAction, { configuration, remembered: { deaths: '2' } });

    expect(outcome.kind).toBe('succeeded');
  });

  it('stops waiting when the signal fires', async () => {
    const { outcome } = await runAction(rehearsalAction, {
      configuration: { Takes: '600000' },
      signal: AbortSignal.abort(),
    });

    expect(outcome).toMatchObject({ message: expect.stringContaining('did not finish within') });
  });
});
