import { expect, it } from 'vitest';
import { callOf } from '../../../command/call.ts';
import { defineAction, optional, required, secret, succeeded, text } from '../../../lambda/index.ts';
import { factsOf } from '../../../local/actions/action-facts.ts';
import { nextSteps, type Started } from '../../../local/program/next-steps.ts';
import { localPorts } from '../../../model/local/services.ts';

const action = (inputs: 0 | 1 | 2) =>
  factsOf(
    defineAction({
      type: { category: 'Test', provider: 'Greeter', version: '1' },
      description: 'Greets.',
      configuration: {
        Name: required(text, { description: 'Whom to greet.' }),
        Token: required(secret, { description: 'Opens nothing.' }),
        Words: optional(text, { description: 'How to greet.' }),
      },
      inputs,
      outputs: 0,
      run: async () => succeeded({ summary: 'Hello' }),
    }),
  );

/** The two commands for an action after a start. */
function commandsFor(inputs: 0 | 1 | 2, started: Partial<Started> = {}): string[] {
  const standard = { isFirst: true, port: localPorts.codepipeline.standard } as const;
  const given = { actions: undefined, integration: 'third-party' } as const;
  const told = nextSteps({ action: action(inputs), given, ...standard, ...started });
  return [...told.matchAll(/(?:npm|npx) .*/g)].map(([command]) => command);
}

it('asks for as many artifacts as the action takes, and for what it cannot be without', () => {
  const settings = '--set Name=VALUE --set Token=@FILE';

  expect(commandsFor(0)).toEqual([callOf('submit', settings), callOf('start', `--once ${settings}`)]);
  expect(commandsFor(2)).toEqual([
    callOf('submit', `PATH PATH ${settings}`),
    callOf('start', `--once --artifact PATH --artifact PATH ${settings}`),
  ]);
});

it('speaks of an artifact only where the action takes one', () => {
  const rest = { given: { actions: undefined, integration: 'custom' }, isFirst: true, port: 1 } as const;

  expect(nextSteps({ action: action(0), ...rest })).not.toMatch(/artifact|PATH/);
  expect(nextSteps({ action: action(1), ...rest })).toContain('Submit an artifact');
});

it('names the action, its list, its integration and the port where others would be taken', () => {
  const given = { actions: "my own's/actions.ts", integration: 'custom' } as const;

  const [submit, start] = commandsFor(1, { isFirst: false, port: 7, given });

  expect(submit).toMatch(/PATH --action greeter .* --port 7$/);
  expect(start).toContain(
    "--once --actions 'my own'\\''s/actions.ts' --integration custom --artifact PATH --action greeter",
  );
});
