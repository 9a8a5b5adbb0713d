import { describe, expect, it } from 'vitest';
import { boolean, duration, json, type Parser, pattern, url } from '../../../lambda/index.ts';

const aws = { local: false };
const parse = <T>(parser: Parser<T>, value: string) => parser(value, aws);

describe('boolean', () => {
  it('takes true and false', () => {
    expect([parse(boolean, 'true'), parse(boolean, 'false')]).toEqual([true, false]);
  });

  it.each(['', 'True', '1', 'yes', ' true'])('refuses "%s"', (value) => {
    expect(() => parse(boolean, value)).toThrow('allowed are true, false');
  });
});

describe('duration', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['2d12h', 216_000_000],
    ['1d2h3m4s', 93_784_000],
    ['0s', 0],
  ])('takes %s as %i milliseconds', (value, milliseconds) => {
    expect(parse(duration, value)).toBe(milliseconds);
  });

  it.each(['', '90', '1.5h', '-1h', '30m1h', '1h 30m', '1H', '1w', '9999999s', '٥m'])('refuses "%s"', (value) => {
    expect(() => parse(duration, value)).toThrow('allowed is a length of time such as 90s, 15m, 2h or 1d12h');
  });
});

describe('pattern', () => {
  it('takes text that as a whole matches, however often it is asked', () => {
    const branch = pattern(/v\d+|main/gi, 'main, or a version');

    expect(['v1', 'MAIN', 'v1'].map((value) => parse(branch, value))).toEqual(['v1', 'MAIN', 'v1']);
    expect(() => parse(branch, 'v1x')).toThrow('allowed is main, or a version');
    expect(() => parse(branch, 'xmain')).toThrow('allowed is main, or a version');
  });

  it('takes no second line behind one that matches', () => {
    expect(() => parse(pattern(/[a-z]+/m), 'main\nrm')).toThrow('allowed is text that matches /[a-z]+/m');
  });
});

describe('json', () => {
  it('takes any JSON, and nothing else', () => {
    expect(parse(json, '{"a":[1,null]}')).toEqual({ a: [1, null] });
    expect(() => parse(json, "{'a':1}")).toThrow('allowed is JSON');
  });
});

describe('url', () => {
  it('takes whole URLs of any scheme, without a user', () => {
    expect(parse(url, 'ssh://host.example/path').protocol).toBe('ssh:');
    expect(() => parse(url, '/path')).toThrow('allowed is a whole URL');
    expect(() => parse(url, 'ftp://user:word@host.example/')).toThrow('user name or password');
  });
});
