import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ActionDefinition, defineAction } from '../../../lambda/action/action.ts';
import { optional, type Properties, required } from '../../../lambda/action/configuration.ts';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { secret, text, wholeNumber } from '../../../lambda/action/parsers.ts';
import { actionTypeName } from '../../../model/action-type.ts';

const type = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;
const one = { minimum: 0, maximum: 1 };

const define = (changes: Partial<ActionDefinition<Properties>>) => () =>
  defineAction({
    type,
    description: 'Tries things.',
    configuration: {},
    inputs: one,
    outputs: one,
    run: async () => succeeded(),
    ...changes,
  });

const propertiesNamed = (count: number, name = 'P') =>
  Object.fromEntries(
    Array.from({ length: count }, (_, number) => [`${name}${number}`, optional(text, { description: 'A text.' })]),
  );

describe('defineAction', () => {
  it('makes an action that parses its configuration and runs on it', async () => {
    const action = defineAction({
      type,
      description: 'Tries things.',
      configuration: { Count: required(wholeNumber(1, 10), { description: 'A count.' }) },
      inputs: one,
      outputs: one,
      run: async ({ configuration }) => {
        expectTypeOf(configuration.Count).toEqualTypeOf<number>();
        return succeeded();
      },
    });

    const parsed = action.parse({ Count: '3' }, { local: false });

    expect(parsed).toEqual({ Count: 3 });
    expect(action).toMatchObject({ type, description: 'Tries things.', inputs: one, outputs: one });
  });

  it('takes as much as the API does', () => {
    const longest = optional(text, { description: 'd'.repeat(250) });
    const configuration = { ...propertiesNamed(9), ['n'.repeat(50)]: longest };

    expect(define({ configuration, inputs: { minimum: 0, maximum: 10 } })).not.toThrow();
  });

  it.each([
    ['11 properties', { configuration: propertiesNamed(11) }, '11 configuration properties, at most 10'],
    [
      'a name of 51 characters',
      { configuration: propertiesNamed(1, 'n'.repeat(50)) },
      'over 50 characters in its name',
    ],
    [
      'a description of 251 characters',
      { configuration: { P: optional(text, { description: 'd'.repeat(251) }) } },
      'a description of 1 to 250 characters',
    ],
    [
      'an empty description',
      { configuration: { P: optional(text, { description: '' }) } },
      'a description of 1 to 250 characters',
    ],
    [
      'two queryable properties',
      {
        configuration: {
          P: required(text, { description: 'A text.', queryable: true }),
          Q: required(text, { description: 'A text.', queryable: true }),
        },
      },
      'only one property may be queryable, got P, Q',
    ],
    [
      'a queryable property that may be left out',
      { configuration: { P: optional(text, { description: 'A text.', queryable: true }) } },
      '"P" must be required and not secret',
    ],
    [
      'a queryable property that is secret',
      { configuration: { P: required(secret, { description: 'A text.', queryable: true }) } },
      '"P" must be required and not secret',
    ],
    ['more artifacts at least than at most', { inputs: { minimum: 2, maximum: 1 } }, 'got 2 and 1'],
    ['11 artifacts', { outputs: { minimum: 0, maximum: 11 } }, 'got 0 and 11'],
    ['fewer than no artifacts', { outputs: { minimum: -1, maximum: 1 } }, 'got -1 and 1'],
  ])('refuses %s', (_what, changes, message) => {
    expect(define(changes)).toThrow(`Action Test/ThirdParty/Probe/1: `);
    expect(define(changes)).toThrow(message);
  });
});

describe('actionTypeName', () => {
  it('names an action type by its four parts', () => {
    expect(actionTypeName(type)).toBe('Test/ThirdParty/Probe/1');
  });
});
