import { escapeLine, quote } from '../../model/escape.ts';
import { JobFailure } from './outcome.ts';
import { Secret } from './secret.ts';

/** Where a worker runs. */
export interface Surroundings {
  /** On the machine of its developer, and not on AWS. */
  local: boolean;
  /** Hosts that `publicFetch` may reach at private addresses, such as a service in the worker's VPC. */
  allowedHosts?: readonly string[] | undefined;
}

/** Turns a property's text into a value; throws an Error that says what is allowed. */
export interface Parser<T> {
  (text: string, surroundings: Surroundings): T;
  /** Marks a parser whose text must never be shown. */
  secret?: true;
}

/** What CodePipeline and the customer are told about a property. */
export interface PropertyFacts {
  /** 1 to 250 characters. */
  description: string;
  /** Part of what identifies the action's configuration. */
  key?: boolean;
  /** At most one property of an action type; it must be required and not secret. */
  queryable?: boolean;
}

/** One property of an action configuration. */
export interface Property<T> extends Required<PropertyFacts> {
  required: boolean;
  secret: boolean;
  /** The value for this text, undefined meaning the customer left the property out. */
  parse(text: string | undefined, surroundings: Surroundings): T;
}

export type Properties = Record<string, Property<unknown>>;

/** The typed configuration that these properties give. */
export type ConfigurationOf<P extends Properties> = { readonly [Name in keyof P]: ReturnType<P[Name]['parse']> };

/** A property that the customer must fill in. */
export function required<T>(parser: Parser<T>, facts: PropertyFacts): Property<T> {
  return describe(parser, facts, true, () => {
    throw new Error('it is required');
  });
}

/** A property that the customer may leave out; it then has the default, or is undefined. */
export function optional<T>(parser: Parser<T>, facts: PropertyFacts & { default: NoInfer<T> }): Property<T>;
export function optional<T>(parser: Parser<T>, facts: PropertyFacts): Property<T | undefined>;
export function optional<T>(parser: Parser<T>, facts: PropertyFacts & { default?: T }): Property<T | undefined> {
  return describe(parser, facts, false, () => facts.default);
}

function describe<T>(parser: Parser<T>, facts: PropertyFacts, isRequired: boolean, whenAbsent: () => T): Property<T> {
  return {
    description: facts.description,
    key: facts.key ?? false,
    queryable: facts.queryable ?? false,
    required: isRequired,
    secret: parser.secret ?? false,
    parse: (text, surroundings) => (text === undefined ? whenAbsent() : parser(text, surroundings)),
  };
}

/**
 * The typed form of the values a customer entered.
 * @throws JobFailure ConfigurationError naming the property, what it holds (unless secret) and what is allowed.
 */
export function parseConfiguration<P extends Properties>(
  properties: P,
  values: Record<string, string>,
  surroundings: Surroundings,
): ConfigurationOf<P> {
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(properties, name)) {
      const known = Object.keys(properties).join(', ') || 'none';
      throw new JobFailure('ConfigurationError', `Unknown property ${quote(name)}. This action has: ${known}.`);
    }
  }
  const parsed = Object.entries(properties).map(([name, property]) => [
    name,
    parseProperty(name, property, values[name], surroundings),
  ]);
  return Object.fromEntries(parsed) as ConfigurationOf<P>;
}

function parseProperty(
  name: string,
  property: Property<unknown>,
  text: string | undefined,
  surroundings: Surroundings,
): unknown {
  try {
    return property.parse(text, surroundings);
  } catch (error) {
    const got =
      text === undefined || property.secret ? '' : ` (got "${escapeLine(shorten(withoutSecretParts(text)))}")`;
    throw new JobFailure('ConfigurationError', `Property "${name}": ${(error as Error).message}${got}.`, {
      cause: error,
    });
  }
}

const shorten = (text: string) => text.slice(0, 100);

/** Of a URL that is refused, the user may hold a password, and what follows the host may be what lets somebody in. */
const withoutSecretParts = (text: string) =>
  text
    .replace(/^([a-z][a-z\d+.-]*:[\\/]*)?.*@/is, '$1***@')
    .replace(/^([a-z][a-z\d+.-]*:[\\/]*[^\\/?#]+|[\w-]+(?:\.[\w-]+)+(?::\d+)?)[\\/?#].+$/is, '$1/***');

/** Any text. */
export const text: Parser<string> = (value) => value;

/** Text that is shown nowhere. */
export const secret: Parser<Secret> = Object.assign((value: string) => new Secret(value), { secret: true as const });

/** One of these words. */
export function oneOf<const Word extends string>(...words: Word[]): Parser<Word> {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`allowed are ${words.join(', ')}`);
    return word;
  };
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): Parser<number> {
  return (value) => {
    const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= most)) throw new Error(`allowed is a whole number from ${least} to ${most}`);
    return number;
  };
}

/** Comma-separated texts, without the blanks around them; empty ones are dropped. */
export const list: Parser<string[]> = (value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/**
 * An https URL without credentials. A local worker takes http too, for this machine only; a deployed one never does,
 * because there the loopback address is Lambda's own Runtime API.
 */
export const httpsUrl: Parser<URL> = (value, { local }) => {
  const url = URL.parse(value);
  const loopback = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !(local && loopback && url.protocol === 'http:'))) {
    throw new Error(`allowed is an https URL${local ? ', or an http URL of this machine' : ''}`);
  }
  if (url.username !== '' || url.password !== '')
    throw new Error('a URL with a user name or password in it is not allowed');
  return url;
};
