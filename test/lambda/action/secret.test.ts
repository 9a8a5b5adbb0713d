import { format, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../lambda/action/secret.ts';

const VALUE = 'correct horse battery staple';

const waysToShow: [string, (secret: Secret) => string][] = [
  ['String()', String],
  ['a template', (secret) => `${secret}`],
  ['joining a list', (secret) => [secret, secret].join()],
  ['JSON.stringify', (secret) => JSON.stringify({ secret, list: [secret] })],
  ['console formatting', (secret) => format('%s %o %O %j', secret, secret, secret, secret)],
  ['inspect with everything on', (secret) => inspect(secret, { showHidden: true, depth: 9, getters: true })],
  ['inspect without custom inspection', (secret) => inspect(secret, { customInspect: false, showHidden: true })],
  ['inspect of an object around it', (secret) => inspect({ deep: { secret } }, { depth: 9 })],
  ['its own keys', (secret) => JSON.stringify(Reflect.ownKeys(secret))],
  ['a spread copy', (secret) => inspect({ ...secret })],
  ['structuredClone', (secret) => inspect(structuredClone(secret))],
  ['V8 serialization', (secret) => serialize(secret).toString('latin1') + inspect(deserialize(serialize(secret)))],
  ['an error message', (secret) => new Error(`no access with ${secret}`).message],
];

describe('a Secret', () => {
  it.each(waysToShow)('is not shown by %s', (_name, show) => {
    const shown = show(new Secret(VALUE));

    expect(shown).not.toContain('horse');
  });

  it('is shown as *** where it is printed', () => {
    const secret = new Secret(VALUE);

    expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual(['***', '"***"', '***']);
  });

  it('gives its value when it is asked to reveal it', () => {
    expect(new Secret(VALUE).reveal()).toBe(VALUE);
  });
});
