import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from '../../../lambda/action/check-definition.ts';
import { type Artifacts, defineAction, optional, succeeded, text } from '../../../lambda/index.ts';
import { actionCategories, actionOwners } from '../../../model/action-type.ts';
import { shapes } from '../../../model/codepipeline/shapes.ts';

const define = (changes: { type?: object; description?: string; outputs?: Artifacts; about?: string; name?: string }) =>
  defineAction({
    type: { category: 'Test', provider: 'Probe', version: '1', ...changes.type },
    description: changes.description ?? 'Tries things.',
    configuration: { [changes.name ?? 'Note']: optional(text, { description: changes.about ?? 'A note.' }) },
    inputs: 0,
    outputs: changes.outputs ?? 0,
    run: async () => succeeded(),
  });

describe('a definition', () => {
  it('is held to the limits of the service model', () => {
    expect(limits).toMatchObject({
      provider: shapes['ActionProvider']?.max,
      version: shapes['Version']?.max,
      description: shapes['ActionTypeDescription']?.max,
      propertyName: shapes['ActionConfigurationKey']?.max,
      properties: shapes['ActionTypeProperties']?.max,
      propertyDescription: { ThirdParty: shapes['PropertyDescription']?.max, Custom: shapes['Description']?.max },
      artifactName: shapes['ArtifactName']?.max,
      artifacts: {
        ThirdParty: shapes['MaximumActionTypeArtifactCount']?.max,
        Custom: shapes['MaximumArtifactCount']?.max,
      },
    });
    expect(actionCategories).toEqual(shapes['ActionCategory']?.enum);
    expect(actionOwners.toSorted()).toEqual(shapes['ActionOwner']?.enum?.toSorted());
  });

  it('may be as long as these allow', () => {
    expect(() =>
      define({
        type: { provider: 'p'.repeat(35), version: 'v'.repeat(9) },
        description: 'd'.repeat(1024),
        about: 'd'.repeat(250),
        outputs: Array.from({ length: 10 }, (_, at) => `${at}`.padStart(100, 'a')),
      }),
    ).not.toThrow();
  });

  it.each<[string, Parameters<typeof define>[0], string]>([
    ['an unknown category', { type: { category: 'Lint' } }, 'its category must be one of Source, Build'],
    ['an unknown owner', { type: { owner: 'Partner' } }, 'its owner must be one of ThirdParty, AWS, Custom'],
    ['a provider of 36 characters', { type: { provider: 'p'.repeat(36) } }, 'its provider must have 1 to 35'],
    ['a provider with a blank', { type: { provider: 'Load Test' } }, 'got "Load Test"'],
    ['a version of ten characters', { type: { version: '1'.repeat(10) } }, 'its version must have 1 to 9'],
    ['a version with a dot', { type: { version: '1.0' } }, 'got "1.0"'],
    ['a version that is a number', { type: { version: 1 } }, 'its version must have'],
    ['no description', { description: '' }, 'a description of 1 to 1024 characters'],
    ['a long description', { description: 'd'.repeat(1025) }, 'a description of 1 to 1024 characters'],
    ['a property without a name', { name: '' }, 'a property has no name'],
    [
      'half an artifact',
      { outputs: { minimum: 0, maximum: 1.5 } },
      '"outputs": artifact counts must satisfy 0 ≤ minimum ≤ maximum ≤ 10, got 0 and 1.5',
    ],
    ['more outputs at least than at most', { outputs: { minimum: 2, maximum: 1 } }, 'got 2 and 1'],
    ['two artifacts of one name', { outputs: ['Report', 'Report'] }, 'must differ, got Report, Report'],
    ['an artifact with a dot in its name', { outputs: ['a.b'] }, 'got "a.b"'],
    ['eleven artifacts', { outputs: Array.from({ length: 11 }, (_, at) => `A${at}`) }, 'got 11 and 11'],
    ['six artifacts of a custom action', { type: { owner: 'Custom' }, outputs: 6 }, '≤ 5, got 6 and 6'],
    [
      'a property of a custom action with 161 characters of description',
      { type: { owner: 'Custom' }, about: 'd'.repeat(161) },
      'a description of 1 to 160 characters',
    ],
  ])('with %s is refused', (_what, changes, message) => {
    expect(() => define(changes)).toThrow(message);
  });
});

describe('a definition that is not compiled', () => {
  const whole = {
    type: { category: 'Test', provider: 'Probe', version: '1' },
    description: 'Tries things.',
    configuration: {},
    inputs: 0,
    outputs: 0,
    run: async () => succeeded(),
  };
  const without = (part: keyof typeof whole, instead?: unknown) => () =>
    defineAction({ ...whole, [part]: instead } as Parameters<typeof defineAction>[0]);

  it.each<[keyof typeof whole, unknown, string]>([
    ['type', undefined, 'an action needs "type"'],
    ['configuration', undefined, 'an action needs "configuration"'],
    ['run', 'run', 'an action needs "run"'],
    [
      'inputs',
      undefined,
      '"inputs" is a number, { minimum, maximum } or a list of names, and 0 for none; got undefined',
    ],
    ['outputs', 'Report', '"outputs" is a number, { minimum, maximum } or a list of names, and 0 for none; got Report'],
    ['outputs', null, 'got null'],
    ['inputs', { minimum: 1 }, 'got {"minimum":1}'],
    ['outputs', { min: 0, max: 1 }, 'got {"min":0,"max":1}'],
    ['configuration', { Mode: z.string() }, 'property "Mode" is made by required(…) or optional(…)'],
    ['configuration', { Mode: text }, 'property "Mode" is made by required(…) or optional(…)'],
  ])('is told what is wrong with its %s: %j', (part, instead, message) => {
    expect(without(part, instead)).toThrow(message);
  });

  it('is told of a property without a parser, and of a state without one', () => {
    expect(() => optional('text' as never, { description: 'A note.' })).toThrow(
      'needs a parser or a schema, not string',
    );
    expect(() => defineAction({ ...whole, state: {} } as never)).toThrow(
      '"state" of an action is a function or a schema',
    );
  });
});
