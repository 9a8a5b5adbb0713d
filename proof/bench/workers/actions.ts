import { defineAction, succeeded } from '../../../lambda/index.ts';

const typeOf = (provider: string) => ({ category: 'Test', owner: 'ThirdParty', provider, version: '1' }) as const;

/** What is left of a job when its action does nothing. */
const nothing = defineAction({
  type: typeOf('Nothing'),
  description: 'Succeeds at once.',
  configuration: {},
  inputs: { minimum: 0, maximum: 0 },
  outputs: { minimum: 0, maximum: 0 },
  run: async () => succeeded({ summary: 'Nothing was done.' }),
});

/** Moves its input artifact to its output artifact. */
const move = defineAction({
  type: typeOf('Move'),
  description: 'Copies every file.',
  configuration: {},
  inputs: { minimum: 1, maximum: 1 },
  outputs: { minimum: 1, maximum: 1 },
  async run(job) {
    const output = job.output();
    for await (const entry of job.input().entries()) await output.copy(entry);
    await output.finish();
    return succeeded({ summary: 'Every file was copied.' });
  },
});

export const actions = [nothing, move];
