import { type Action, defineAction } from '../../../lambda/action/action.ts';
import { optional, required } from '../../../lambda/action/configuration.ts';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { secret, text } from '../../../lambda/action/parsers.ts';
import { printDocument } from '../../../operate/action-type/action-type-command.ts';
import { runCommand } from '../run-command.ts';

/** An action with a property of every kind. */
export const define = (changes: Partial<Parameters<typeof defineAction>[0]> = {}): Action =>
  defineAction({
    type: { category: 'Test', owner: 'ThirdParty', provider: 'Load-Test', version: '1' },
    description: 'Tests under load.',
    configuration: {
      Suite: required(text, { description: 'The suite to run.', key: true, queryable: true }),
      Password: required(secret, { description: 'Lets the test in.' }),
      Note: optional(text, { description: 'Says anything.' }),
    },
    inputs: { minimum: 1, maximum: 2 },
    outputs: { minimum: 0, maximum: 10 },
    run: async () => succeeded(),
    ...changes,
  });

/** Runs `action-type` on it. */
export const run = (action: Action, ...flags: string[]) =>
  runCommand((args, surroundings) => printDocument([action], args, surroundings), [action.type.provider, ...flags]);
