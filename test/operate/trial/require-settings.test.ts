import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../command/command.ts';
import { defineAction, oneOf, optional, required, secret, succeeded, text } from '../../../lambda/index.ts';
import { requireSettings } from '../../../operate/trial/require-settings.ts';

const door = { description: 'What opens the door.' };
const facts = {
  type: { category: 'Test', provider: 'Links', version: '1' },
  description: 'Looks at links.',
  configuration: {
    Site: required(text, { description: 'Where the links are.' }),
    Depth: required(text, { description: 'How far they are followed.' }),
    Mode: optional(oneOf('fast', 'slow'), { description: 'How they are read.' }),
    Token: optional(secret, door),
  },
  inputs: 1,
  outputs: 1,
  run: async () => succeeded(),
} as const;
const action = defineAction(facts);

describe('the settings of a trial', () => {
  it('are asked for by their flags, except for what may be left out', () => {
    const asking = () => requireSettings(action, { Depth: '2' });

    expect(asking).toThrow(UsageError);
    expect(asking).toThrow('A trial of Links needs --set Site=VALUE.\n  Site: Where the links are.');
    expect(() => requireSettings(action, {})).toThrow('needs --set Site=VALUE --set Depth=VALUE.');
  });

  it('are not asked for when the action has no trial, because a secret of it is required', () => {
    const configuration = { ...facts.configuration, Token: required(secret, door) };

    expect(() => requireSettings(defineAction({ ...facts, configuration }), {})).not.toThrow();
  });

  it('are enough when every required one is given', () => {
    expect(() => requireSettings(action, { Site: 'x', Depth: '2' })).not.toThrow();
  });
});
