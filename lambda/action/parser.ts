import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { TextForm } from '../../model/text-form.ts';
import type { Secret } from './secret.ts';

/**
 * Where a worker runs.
 *
 * @example
 * const laptop: Surroundings = { local: true };
 */
export interface Surroundings {
  /** Whether it runs on the machine of its developer, and not on AWS. */
  local: boolean;
  /** Hosts that `publicFetch` may reach at private addresses, such as a service in the worker's VPC. */
  allowedHosts?: readonly string[] | undefined;
  /** Answers the requests of `publicFetch` in place of the network. Tests give it; a worker never has it. */
  fetch?: ((url: URL, request: RequestInit) => Promise<Response>) | undefined;
}

/**
 * Turns a property's text into a value.
 *
 * @throws Error that says what is allowed, such as "allowed is a number from 0 to 100". It becomes part of the sentence that
 * the customer reads, and so should not repeat the text.
 * @example
 * const percentage: Parser<number> = (value) => {
 *   const number = Number(value);
 *   if (!(number >= 0 && number <= 100)) throw new Error('allowed is a number from 0 to 100');
 *   return number;
 * };
 */
export interface Parser<T> {
  (text: string, surroundings: Surroundings): T;
  /** Marks a parser whose text must never be shown. */
  secret?: true;
  /** How a form asks for the text; any text when left out. */
  asks?: TextForm;
}

/**
 * What `required` and `optional` take: a parser of this package, a function, or a Standard Schema that takes a string, as
 * zod, valibot and arktype make them. A schema may check asynchronously. There is no schema for a secret: use `secret`.
 *
 * @example
 * const parsers: ParserLike<string>[] = [text, oneOf('fast', 'slow'), pattern(/[a-z]+/)];
 */
export type ParserLike<T> = Parser<T> | StandardSchemaV1<string, T>;

/** Refuses a schema that takes no text, such as one of numbers. Some schemas are functions; that does not make them parsers. */
export type TakesText<S> = S extends StandardSchemaV1
  ? string extends StandardSchemaV1.InferInput<S>
    ? S
    : [Extract<StandardSchemaV1.InferInput<S>, string>] extends [never]
      ? never
      : S
  : S;

/** Any parser or schema, before it is known whether it takes text. */
export type AnyParser = Parser<unknown> | StandardSchemaV1;

/**
 * The value that a parser gives. The schema is asked first, because some schemas can be called too.
 *
 * @example
 * const mode = oneOf('fast', 'slow');
 * const fast: ValueOf<typeof mode> = 'fast';
 */
export type ValueOf<S> = S extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<S>
  : S extends Parser<infer T>
    ? Awaited<T>
    : never;

/** A value that is there, or that comes when a validator has ended. */
export type Awaitable<T> = T | Promise<T>;

export const isSecret = (parser: AnyParser): parser is Parser<Secret> => !isSchema(parser) && parser.secret === true;

/** Some schemas are functions, so ask this before calling a parser. */
export const isSchema = (parser: unknown): parser is StandardSchemaV1 =>
  ((typeof parser === 'object' && parser !== null) || typeof parser === 'function') && '~standard' in parser;

/** The value that a schema gives for this one. @throws Error that says what each issue says. */
export function validate(schema: StandardSchemaV1, value: unknown): Awaitable<unknown> {
  const result = schema['~standard'].validate(value);
  return result instanceof Promise ? result.then(valueFrom) : valueFrom(result);
}

function valueFrom(result: StandardSchemaV1.Result<unknown>): unknown {
  if (!result.issues) return result.value;
  const problems = result.issues.map(({ message, path = [] }) => [...path.map(keyOf), message].join(': '));
  throw new Error(problems.join('; ').replace(/\.$/, ''));
}

const keyOf = (segment: PropertyKey | StandardSchemaV1.PathSegment) =>
  String(typeof segment === 'object' ? segment.key : segment);
