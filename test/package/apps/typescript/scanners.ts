import { defineAction, required, secret, succeeded } from 'codepipeline-partner-action';

const facts = { description: 'Scans', configuration: {}, run: async () => succeeded() } as const;

export const actions = [
  defineAction({ ...facts, type: { category: 'Test', provider: 'Scanner', version: '1' }, inputs: 1, outputs: 1 }),
  defineAction({
    ...facts,
    type: { category: 'Test', provider: 'Reporter', version: '1' },
    inputs: 1,
    outputs: ['Report'],
  }),
  defineAction({
    ...facts,
    type: { category: 'Test', provider: 'Opener', version: '1' },
    configuration: { Token: required(secret, { description: 'What opens the door' }) },
    inputs: 1,
    outputs: 1,
  }),
];
