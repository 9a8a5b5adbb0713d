import { defineAction, succeeded } from '../../../lambda/index.ts';

/** An action whose type is asked for. */
export const greeter = defineAction({
  type: { category: 'Test', provider: 'Greeter', version: '1' },
  description: 'Greets.',
  configuration: {},
  inputs: 0,
  outputs: 0,
  run: async () => succeeded(),
});
