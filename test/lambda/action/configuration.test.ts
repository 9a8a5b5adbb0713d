import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ConfigurationOf, optional, parseConfiguration, required } from '../../../lambda/action/configuration.ts';
import { JobFailure } from '../../../lambda/action/failure.ts';
import type { Parser } from '../../../lambda/action/parser.ts';
import { httpsUrl, list, oneOf, secret, text, wholeNumber } from '../../../lambda/action/parsers.ts';
import type { Secret } from '../../../lambda/action/secret.ts';

const aws = { local: false };
const laptop = { local: true };

const properties = {
  Name: required(text, { description: 'A name.' }),
  Level: optional(oneOf('low', 'high'), { description: 'A level.', default: 'low' }),
  Count: optional(wholeNumber(1, 10), { description: 'A count.' }),
  Key: optional(secret, { description: 'A key.' }),
  Tags: optional(list, { description: 'Tags.', default: [] }),
};

/** The ConfigurationError that these values give. */
async function refusalOf(values: Record<string, string>): Promise<string> {
  try {
    await parseConfiguration(properties, values, aws);
  } catch (error) {
    if (error instanceof JobFailure && error.type === 'ConfigurationError') return error.message;
    throw error;
  }
  throw new Error('the values were accepted');
}

describe('parseConfiguration', () => {
  it('gives every property its type', async () => {
    expectTypeOf<ConfigurationOf<typeof properties>>().toEqualTypeOf<{
      readonly Name: string;
      readonly Level: 'low' | 'high';
      readonly Count: number | undefined;
      readonly Key: Secret | undefined;
      readonly Tags: string[];
    }>();

    const parsed = await parseConfiguration(
      properties,
      { Name: 'shop', Level: 'high', Count: '7', Key: 'open sesame', Tags: 'a, b,,c ' },
      aws,
    );

    expect(parsed).toMatchObject({ Name: 'shop', Level: 'high', Count: 7, Tags: ['a', 'b', 'c'] });
    expect(parsed.Key?.reveal()).toBe('open sesame');
  });

  it('gives a property that was left out its default, or nothing', () => {
    const parsed = parseConfiguration(properties, { Name: 'shop' }, aws);

    expect(parsed).toEqual({ Name: 'shop', Level: 'low', Count: undefined, Key: undefined, Tags: [] });
  });

  it('lets the compiler refuse a default that is not among the words', () => {
    // @ts-expect-error "medium" is not one of the words.
    optional(oneOf('low', 'high'), { description: 'A level.', default: 'medium' });
  });

  it('refuses a required property that was left out', async () => {
    expect(await refusalOf({})).toBe('Property "Name": it is required.');
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'takes a property called %s for left out when the customer leaves it out',
    async (name) => {
      const shown = { description: 'What a property may be called.' };

      expect(await parseConfiguration({ [name]: optional(text, shown) }, {}, aws)).toEqual({ [name]: undefined });
      expect(() => parseConfiguration({ [name]: required(text, shown) }, {}, aws)).toThrow(
        `Property "${name}": it is required.`,
      );
    },
  );

  it.each(['Nmae', 'constructor', '__proto__', 'toString'])(
    'refuses the unknown property %s and names those there are',
    async (name) => {
      const values = Object.fromEntries([
        ['Name', 'shop'],
        [name, 'x'],
      ]);

      expect(await refusalOf(values)).toBe(
        `Unknown property "${name}". This action has: Name, Level, Count, Key, Tags.`,
      );
    },
  );

  it('says which property is wrong, what it holds and what is allowed', async () => {
    expect(await refusalOf({ Name: 'shop', Level: 'medium' })).toBe(
      'Property "Level": allowed are low, high (got "medium").',
    );
  });

  it('shows no more than 100 characters of a wrong value', async () => {
    expect(await refusalOf({ Name: 'shop', Count: '9'.repeat(5000) })).toContain(`(got "${'9'.repeat(100)}")`);
  });

  it.each([
    ['https://user:sesame@partner.example/', 'https://***@partner.example/'],
    ['http://sesame@partner.example/', 'http://***@partner.example/'],
    ['https://user:ses@me@partner.example/', 'https://***@partner.example/'],
    ['ftp://user:sesame@partner.example/', 'ftp://***@partner.example/'],
    ['https:user:sesame@partner.example', 'https:***@partner.example'],
    ['https:/user:sesame@partner.example', 'https:/***@partner.example'],
    ['https://user:ses/ame@partner.example', 'https://***@partner.example'],
    [String.raw`https:\\user:sesame@partner.example`, String.raw`https:\\***@partner.example`],
  ])('does not show the user name and password in the refused URL %s', (value, shown) => {
    const url = { Url: required(httpsUrl, { description: 'A URL.' }) };

    expect(() => parseConfiguration(url, { Url: value }, aws)).toThrow(`(got "${shown}").`);
  });

  it.each([
    ['http://hooks.example.com/services/T00/B00/sesame', 'http://hooks.example.com/***'],
    ['http://hooks.example.com?token=sesame', 'http://hooks.example.com/***'],
    ['http://hooks.example.com#sesame', 'http://hooks.example.com/***'],
    ['ftp://user@hooks.example.com/sesame', 'ftp://***@hooks.example.com/***'],
    [String.raw`http:\\hooks.example.com\sesame`, String.raw`http:\\hooks.example.com/***`],
    ['hooks.example.com/services/sesame', 'hooks.example.com/***'],
    ['http://hooks.example.com:80/', 'http://hooks.example.com:80/'],
  ])('shows of the refused URL %s no more than its host', (value, shown) => {
    const url = { Url: required(httpsUrl, { description: 'A URL.' }) };

    expect(() => parseConfiguration(url, { Url: value }, aws)).toThrow(`(got "${shown}").`);
  });

  it('does not show a secret that is wrong', () => {
    const refuse: Parser<Secret> = Object.assign(
      () => {
        throw new Error('it is too short');
      },
      { secret: true as const },
    );

    const parse = () =>
      parseConfiguration({ Key: required(refuse, { description: 'A key.' }) }, { Key: 'sesame' }, aws);

    expect(parse).toThrow(/^Property "Key": it is too short\.$/);
  });
});

describe('a property', () => {
  it('is neither a key nor queryable unless it says so', () => {
    expect(properties.Name).toMatchObject({ required: true, secret: false, key: false, queryable: false });
    expect(required(text, { description: 'A name.', key: true, queryable: true })).toMatchObject({
      key: true,
      queryable: true,
    });
  });

  it('is secret when its parser is', () => {
    expect(properties.Key).toMatchObject({ required: false, secret: true });
  });
});

describe('wholeNumber', () => {
  it.each([
    ['1', 1],
    ['10', 10],
    ['007', 7],
  ])('takes %s', (value, number) => {
    expect(wholeNumber(1, 10)(value, aws)).toBe(number);
  });

  it.each(['0', '11', '', ' 5', '5.0', '1e1', '0x5', 'five', '-5', '٥'])('refuses "%s"', (value) => {
    expect(() => wholeNumber(1, 10)(value, aws)).toThrow('allowed is a whole number from 1 to 10');
  });

  it('takes a number below zero where that is allowed', () => {
    expect(wholeNumber(-3, 3)('-3', aws)).toBe(-3);
  });
});

describe('httpsUrl', () => {
  it.each([
    ['https://partner.example/path?q=1', aws],
    ['https://partner.example:8443', laptop],
    ['http://127.0.0.1:4600/', laptop],
    ['http://localhost:4600/', laptop],
    ['http://[::1]:4600/', laptop],
  ])('takes %s where local is $local', (value, surroundings) => {
    expect(httpsUrl(value, surroundings).href).toBe(new URL(value).href);
  });

  it.each([
    ['http://127.0.0.1:9001/', aws],
    ['http://localhost/', aws],
    ['http://partner.example/', aws],
    ['http://partner.example/', laptop],
    ['http://127.0.0.1.partner.example/', laptop],
    ['ftp://127.0.0.1/', laptop],
    ['file:///etc/passwd', laptop],
    ['partner.example', aws],
    ['', aws],
  ])('refuses %s where local is $local', (value, surroundings) => {
    expect(() => httpsUrl(value, surroundings)).toThrow('allowed is an https URL');
  });

  it.each(['https://user@partner.example/', 'https://:password@partner.example/'])('refuses %s', (value) => {
    expect(() => httpsUrl(value, aws)).toThrow('user name or password');
  });
});
