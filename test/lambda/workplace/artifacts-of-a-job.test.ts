import { describe, expect, it } from 'vitest';
import { defineAction, type InputArtifact, succeeded } from '../../../lambda/index.ts';
import { runAction } from '../../../testing/index.ts';

const common = {
  type: { category: 'Test', provider: 'Probe', version: '1' },
  description: 'Looks at its artifacts.',
  configuration: {},
} as const;
const page = { 'index.html': '<h1>' };

/** Says of each opened artifact whether it is there. */
const seen = (...opened: (InputArtifact | object | undefined)[]) =>
  succeeded({ summary: opened.map((one) => (one === undefined ? 'missing' : 'there')).join(', ') });

describe('an artifact that may be missing', () => {
  const one = defineAction({
    ...common,
    inputs: { minimum: 0, maximum: 1 },
    outputs: { minimum: 0, maximum: 1 },
    run: async (job) => seen(job.input(), job.input('Site'), job.output()),
  });
  const two = defineAction({
    ...common,
    inputs: { minimum: 0, maximum: 2 },
    outputs: 0,
    run: async (job) => seen(job.input('Site'), job.input('Docs')),
  });

  it('is undefined where the pipeline gives none', async () => {
    expect((await runAction(one)).outcome).toMatchObject({ summary: 'missing, missing, missing' });
    expect((await runAction(two, { inputs: { Docs: page } })).outcome).toMatchObject({ summary: 'missing, there' });
  });

  it('is opened where the pipeline gives it', async () => {
    const { outcome } = await runAction(one, { inputs: { Site: page }, outputs: ['Report'] });

    expect(outcome).toMatchObject({ summary: 'there, there, there' });
  });
});

describe('an artifact that the action needs', () => {
  it.each([
    [1, {}, 'The action needs an input artifact, the pipeline gives it none.'],
    [2, { Site: page }, 'The action needs 2 input artifacts, the pipeline gives it "Site".'],
    [['Site'], { Docs: page }, 'The action needs an input artifact named "Site", the pipeline gives it "Docs".'],
  ] as const)('fails the job before the action begins when it is not there: %j', async (inputs, given, message) => {
    let began = false;
    const action = defineAction({
      ...common,
      inputs,
      outputs: 0,
      async run() {
        began = true;
        return succeeded();
      },
    });

    const { outcome } = await runAction(action, { inputs: given });

    expect(outcome).toMatchObject({ kind: 'failed', type: 'ConfigurationError', message });
    expect(began).toBe(false);
  });

  it('is an output artifact too', async () => {
    const action = defineAction({ ...common, inputs: 0, outputs: { minimum: 1, maximum: 2 }, run: async () => seen() });

    const { outcome } = await runAction(action, { outputs: [] });

    expect(outcome).toMatchObject({ message: 'The action needs an output artifact, the pipeline gives it none.' });
  });
});
