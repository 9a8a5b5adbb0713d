import { escapeLine, quote } from '../../model/escape.ts';
import { ownValue } from '../../model/own-value.ts';
import type { TextForm } from '../../model/text-form.ts';
import { JobFailure } from './failure.ts';
import {
  type AnyParser,
  type Awaitable,
  isSchema,
  isSecret,
  type Surroundings,
  type TakesText,
  type ValueOf,
  validate,
} from './parser.ts';

/**
 * What CodePipeline and the customer are told about a property.
 *
 * @example
 * const facts: PropertyFacts = { description: 'The suite to run.', key: true };
 */
export interface PropertyFacts {
  /** 1 to 250 characters; 160 for a custom action type. */
  description: string;
  /** Whether the property is part of what identifies the action's configuration. */
  key?: boolean;
  /** Whether a poll may name a value of it. At most one property of an action type; it must be required and not secret. */
  queryable?: boolean;
}

/**
 * One property of an action configuration, as `required` and `optional` make it.
 *
 * @example
 * const Suite: Property<string> = required(text, { description: 'The suite to run.' });
 */
export interface Property<T> extends Required<PropertyFacts> {
  required: boolean;
  secret: boolean;
  /** How a form asks for its text; any text when left out. */
  asks?: TextForm | undefined;
  /** The value for this text; an undefined text means that the customer left the property out. A promise where a schema gives one. */
  parse(text: string | undefined, surroundings: Surroundings): Awaitable<T>;
}

/**
 * The properties of an action configuration by their names: at most 10, each name 1 to 50 characters.
 *
 * @example
 * const properties: Properties = { Suite: required(text, { description: 'The suite to run.' }) };
 */
export type Properties = Record<string, Property<unknown>>;

/**
 * The typed configuration that these properties give.
 *
 * @example
 * const properties = { Users: optional(wholeNumber(1, 9), { description: 'The number of users.', default: 1 }) };
 * const configuration: ConfigurationOf<typeof properties> = { Users: 3 };
 */
export type ConfigurationOf<P extends Properties> = {
  readonly [Name in keyof P]: P[Name] extends Property<infer T> ? T : never;
};

/**
 * A property that the customer must fill in.
 *
 * @example
 * const Suite = required(text, { description: 'The suite to run.' });
 */
export function required<S extends AnyParser>(parser: TakesText<S>, facts: PropertyFacts): Property<ValueOf<S>> {
  return describe(parser, facts, true, () => {
    throw new Error('it is required');
  });
}

/**
 * A property that the customer may leave out; it then has the default, or is undefined.
 *
 * @example
 * const Suite = optional(text, { description: 'The suite to run.' });
 * const Users = optional(wholeNumber(1, 9), { description: 'The number of users.', default: 1 });
 */
export function optional<S extends AnyParser>(
  parser: TakesText<S>,
  facts: PropertyFacts & { default: NoInfer<ValueOf<S>> },
): Property<ValueOf<S>>;
export function optional<S extends AnyParser>(
  parser: TakesText<S>,
  facts: PropertyFacts,
): Property<ValueOf<S> | undefined>;
export function optional<S extends AnyParser>(
  parser: TakesText<S>,
  facts: PropertyFacts & { default?: ValueOf<S> },
): Property<ValueOf<S> | undefined> {
  return describe(parser, facts, false, () => facts.default);
}

function describe<T>(parser: AnyParser, facts: PropertyFacts, isRequired: boolean, whenAbsent: () => T): Property<T> {
  if (!isSchema(parser) && typeof parser !== 'function') {
    throw new TypeError(`a property needs a parser or a schema, not ${typeof parser}`);
  }
  const parse = isSchema(parser) ? (text: string) => validate(parser, text) : parser;
  return {
    description: facts.description,
    key: facts.key ?? false,
    queryable: facts.queryable ?? false,
    required: isRequired,
    secret: isSecret(parser),
    ...(!isSchema(parser) && parser.asks && { asks: parser.asks }),
    parse: (text, surroundings) => (text === undefined ? whenAbsent() : (parse(text, surroundings) as Awaitable<T>)),
  };
}

/**
 * The typed form of the values a customer entered; a promise of it where the validator of a property gives one.
 * @throws JobFailure ConfigurationError naming the property, what it holds (unless secret) and what is allowed.
 */
export function parseConfiguration<P extends Properties>(
  properties: P,
  values: Record<string, string>,
  surroundings: Surroundings,
): Awaitable<ConfigurationOf<P>> {
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(properties, name)) {
      const known = Object.keys(properties).join(', ') || 'none';
      throw new JobFailure('ConfigurationError', `Unknown property ${quote(name)}. This action has: ${known}.`);
    }
  }
  const parsed = Object.entries(properties).map(
    ([name, property]) => [name, parseProperty(name, property, ownValue(values, name), surroundings)] as const,
  );
  if (!parsed.some(([, value]) => value instanceof Promise)) return Object.fromEntries(parsed) as ConfigurationOf<P>;
  const awaited = parsed.map(async ([name, value]) => [name, await value] as const);
  return Promise.all(awaited).then((all) => Object.fromEntries(all) as ConfigurationOf<P>);
}

function parseProperty(
  name: string,
  property: Property<unknown>,
  text: string | undefined,
  surroundings: Surroundings,
): unknown {
  const refuse = (error: unknown): never => {
    throw refusalOf(name, property, text, error);
  };
  try {
    const value = property.parse(text, surroundings);
    if (!(value instanceof Promise)) return value;
    const refused = value.catch(refuse);
    refused.catch(() => undefined); // Another property may be refused before anybody waits for this one.
    return refused;
  } catch (error) {
    return refuse(error);
  }
}

function refusalOf(name: string, property: Property<unknown>, text = '', error: unknown): JobFailure {
  const shown = withoutSecretParts(text);
  const message = error instanceof Error ? error.message : String(error);
  // A schema may say what it got.
  const problem = text === '' ? message : message.replaceAll(text, shown);
  const got = text === '' || property.secret ? '' : ` (got "${escapeLine(shorten(shown))}")`;
  return new JobFailure('ConfigurationError', `Property "${name}": ${problem}${got}.`, { cause: error });
}

const shorten = (text: string) => text.slice(0, 100);

/** A URL that is refused may have a password before its host, and a secret in what follows the host. */
const withoutSecretParts = (text: string) =>
  text
    .replace(/^([a-z][a-z\d+.-]*:[\\/]*)?.*@/is, '$1***@')
    .replace(/^([a-z][a-z\d+.-]*:[\\/]*[^\\/?#]+|[\w-]+(?:\.[\w-]+)+(?::\d+)?)[\\/?#].+$/is, '$1/***');
