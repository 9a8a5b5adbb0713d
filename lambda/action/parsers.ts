import type { TextForm } from '../../model/text-form.ts';
import type { Parser } from './parser.ts';
import { Secret } from './secret.ts';

/** The parser with what a form needs to know of it. */
function asking<T>(asks: TextForm, parse: Parser<T>): Parser<T> {
  return Object.assign(parse, { asks });
}

/**
 * Any text.
 *
 * @example
 * const configuration = { Suite: required(text, { description: 'The suite to run.' }) };
 */
export const text: Parser<string> = (value) => value;

/**
 * Text that is shown nowhere. The worker hides it in everything that the action logs, prints or reports; a value of fewer
 * than four characters cannot be hidden.
 *
 * @example
 * const configuration = { Token: required(secret, { description: 'The bearer token for the service.' }) };
 */
export const secret: Parser<Secret> = Object.assign((value: string) => new Secret(value), { secret: true as const });

/**
 * One of these words.
 *
 * @example
 * const FailOn = optional(oneOf('error', 'never'), { description: 'What fails the action.', default: 'error' });
 */
export function oneOf<const Word extends string>(...words: Word[]): Parser<Word> {
  const parse = (value: string) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`allowed are ${words.join(', ')}`);
    return word;
  };
  return asking({ kind: 'choice', choices: words }, parse);
}

/**
 * `true` or `false`.
 *
 * @example
 * const Strict = optional(boolean, { description: 'Whether a warning fails the action.', default: false });
 */
export const boolean: Parser<boolean> = asking(
  { kind: 'choice', choices: ['true', 'false'] },
  (value) => oneOf('true', 'false')(value, { local: false }) === 'true',
);

/**
 * A whole number from `least` to `most`.
 *
 * @example
 * const Users = optional(wholeNumber(1, 1000), { description: 'The number of users.', default: 10 });
 */
export function wholeNumber(least: number, most: number): Parser<number> {
  return asking({ kind: 'number', least, most }, (value) => {
    const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= most)) throw new Error(`allowed is a whole number from ${least} to ${most}`);
    return number;
  });
}

const DURATION = /(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?/;
const DURATIONS = 'a length of time such as 90s, 15m, 2h or 1d12h';
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

/**
 * A length of time in days, hours, minutes and seconds, such as `90s`, `15m` or `1h30m`; the value is in milliseconds.
 *
 * @example
 * const Patience = optional(duration, { description: 'How long to wait, such as 10m.', default: 600_000 });
 */
export const duration: Parser<number> = asking(
  { kind: 'pattern', source: DURATION.source, flags: '', allowed: DURATIONS },
  (value) => {
    const [whole, d, h, m, s] = new RegExp(`^${DURATION.source}$`).exec(value) ?? [];
    if (!whole) throw new Error(`allowed is ${DURATIONS}`);
    const count = (digits: string | undefined, unit: number) => Number(digits ?? 0) * unit;
    return count(d, UNITS.d) + count(h, UNITS.h) + count(m, UNITS.m) + count(s, UNITS.s);
  },
);

/**
 * Text that as a whole matches a regular expression.
 *
 * @param what Says what is allowed, for the customer: "a name of small letters".
 * @example
 * const Branch = required(pattern(/[\w./-]+/, 'the name of a branch'), { description: 'The branch to look at.' });
 */
export function pattern(expression: RegExp, what = `text that matches ${expression}`): Parser<string> {
  // With the flags "g" and "y" each call would go on where the last one ended.
  const { source } = expression;
  const flags = expression.flags.replace(/[gym]/g, '');
  const whole = new RegExp(`^(?:${source})$`, flags);
  return asking({ kind: 'pattern', source, flags, allowed: what }, (value) => {
    if (!whole.test(value)) throw new Error(`allowed is ${what}`);
    return value;
  });
}

/**
 * Comma-separated texts, without the blanks around them; empty ones are dropped.
 *
 * @example
 * const Exclude = optional(list, { description: 'Globs of files to pass over.', default: [] });
 */
export const list: Parser<string[]> = (value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/**
 * A value in JSON. Its type is unknown; a schema that takes a string can check it.
 *
 * @example
 * const Labels = optional(json, { description: 'Labels of the run, as a JSON object.' });
 */
export const json: Parser<unknown> = asking({ kind: 'json' }, (value) => {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new Error('allowed is JSON', { cause });
  }
});

/**
 * An absolute URL of any scheme, without a user name or password. `publicFetch` asks https only; for a URL that is meant
 * for it, take `httpsUrl`.
 *
 * @example
 * const Repository = required(url, { description: 'The URL of the repository, such as ssh://host/path.' });
 */
export const url: Parser<URL> = asking({ kind: 'url' }, (value) => {
  const parsed = URL.parse(value);
  if (parsed === null) throw new Error('allowed is a whole URL');
  return withoutCredentials(parsed);
});

/**
 * An https URL without credentials. A local worker takes http too, for this machine only; a deployed one never does,
 * because there the loopback address is Lambda's own Runtime API.
 *
 * @example
 * const ServiceUrl = required(httpsUrl, { description: 'The https URL of the service.' });
 */
export const httpsUrl: Parser<URL> = asking({ kind: 'url' }, (value, { local }) => {
  const parsed = URL.parse(value);
  const loopback = parsed !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(parsed.hostname);
  if (parsed === null || (parsed.protocol !== 'https:' && !(local && loopback && parsed.protocol === 'http:'))) {
    throw new Error(`allowed is an https URL${local ? ', or an http URL of this machine' : ''}`);
  }
  return withoutCredentials(parsed);
});

function withoutCredentials(parsed: URL): URL {
  if (parsed.username !== '' || parsed.password !== '')
    throw new Error('a URL with a user name or password in it is not allowed');
  return parsed;
}
