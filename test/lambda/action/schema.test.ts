import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfiguration } from '../../../lambda/action/configuration.ts';
import { type AnyParser, isSchema } from '../../../lambda/action/parser.ts';
import { defineAction, optional, required, succeeded } from '../../../lambda/index.ts';
import { runAction } from '../../../testing/index.ts';

const description = 'A value.';
const aws = { local: false };
/** Asks a service, as it were. */
const isTaken = async (name: string) => {
  await new Promise(setImmediate);
  return name === 'taken';
};
const free = z.string().refine(async (name) => !(await isTaken(name)), 'the name is taken');

describe('a schema', () => {
  it.each<[string, AnyParser]>([
    ['zod', z.string().transform(Number)],
    ['valibot', v.pipe(v.string(), v.transform(Number))],
    ['arktype, which can be called', type('string.numeric.parse')],
  ])('of %s is one, and gives its own value', async (_maker, schema) => {
    expect(isSchema(schema)).toBe(true);
    const properties = { Count: required(schema as typeof free, { description }) };

    expect(await parseConfiguration(properties, { Count: '7' }, aws)).toEqual({ Count: 7 });
  });

  it('refuses a value in its own words, and the property is named', async () => {
    const properties = { Mode: required(z.enum(['fast', 'slow'], 'allowed are fast and slow'), { description }) };

    expect(() => parseConfiguration(properties, { Mode: 'quick' }, aws)).toThrow(
      'Property "Mode": allowed are fast and slow (got "quick").',
    );
  });

  it('says where in a value the problem is', () => {
    const labels = z.string().transform((text, { addIssue }) => {
      addIssue({ code: 'custom', message: 'must be text', path: ['team', 0] });
      return text;
    });

    expect(() => parseConfiguration({ Labels: required(labels, { description }) }, { Labels: '{}' }, aws)).toThrow(
      'Property "Labels": team: 0: must be text (got "{}").',
    );
  });

  it('shows no password of a URL that it repeats', () => {
    const url = type('string.url');
    const value = 'https//user:sesame@partner.example/';

    expect(() => parseConfiguration({ Url: required(url, { description }) }, { Url: value }, aws)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('sesame') }),
    );
  });

  it('is not asked about a property that was left out', async () => {
    const properties = { Name: optional(free, { description, default: 'none' }) };

    expect(await parseConfiguration(properties, {}, aws)).toEqual({ Name: 'none' });
  });
});

describe('a schema that is asynchronous', () => {
  const properties = { Name: required(free, { description }), Count: optional(z.string(), { description }) };

  it('is waited for', async () => {
    expect(await parseConfiguration(properties, { Name: 'shop' }, aws)).toEqual({ Name: 'shop', Count: undefined });
    await expect(parseConfiguration(properties, { Name: 'taken' }, aws)).rejects.toMatchObject({
      type: 'ConfigurationError',
      message: 'Property "Name": the name is taken (got "taken").',
    });
  });

  it('leaves no refusal unhandled when another property is refused before', async () => {
    const strict = { ...properties, Count: required(z.string().regex(/^\d+$/, 'not a number'), { description }) };
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);

    expect(() => parseConfiguration(strict, { Name: 'taken', Count: 'x' }, aws)).toThrow('not a number');
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    process.off('unhandledRejection', note);

    expect(unhandled).toEqual([]);
  });
});

it('an action runs only once its asynchronous schemas have ended, and not when they refuse', async () => {
  const action = defineAction({
    type: { category: 'Test', provider: 'Probe', version: '1' },
    description: 'Takes a name.',
    configuration: { Name: required(free, { description }) },
    inputs: 0,
    outputs: 0,
    run: async (job) => succeeded({ summary: `${job.configuration.Name} is free` }),
  });

  const good = await runAction(action, { configuration: { Name: 'shop' } });
  const bad = await runAction(action, { configuration: { Name: 'taken' } });

  expect(good.outcome).toMatchObject({ kind: 'succeeded', summary: 'shop is free' });
  expect(bad.outcome).toMatchObject({
    kind: 'failed',
    type: 'ConfigurationError',
    message: expect.stringContaining('taken'),
  });
});
