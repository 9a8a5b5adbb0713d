import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type Awaitable, isSchema, validate } from './parser.ts';

/**
 * Reads the state that an earlier round handed on: any Standard Schema, or a function that takes the value from JSON and
 * throws an Error when it cannot use it.
 *
 * @example
 * const state: StateParser = (value: unknown) => ({ round: Number(Object(value).round) });
 */
export type StateParser = StandardSchemaV1 | ((value: unknown) => unknown);

/** The type of `job.state`: text when there is no parser. */
export type StateOf<S> = [S] extends [undefined]
  ? string
  : S extends StandardSchemaV1
    ? StandardSchemaV1.InferOutput<S>
    : S extends (value: unknown) => infer T
      ? Awaited<T>
      : unknown;

/** The type that `continues` takes: the input of a schema, because the next round's schema reads it. */
export type StateInput<S> = [S] extends [undefined]
  ? string
  : S extends StandardSchemaV1
    ? StandardSchemaV1.InferInput<S>
    : StateOf<S>;

/** The state that a token stands for. @throws what the parser throws; SyntaxError for a token that is not JSON. */
export function readState(parser: StateParser | undefined, token: string): Awaitable<unknown> {
  if (parser === undefined) return token;
  const value: unknown = JSON.parse(token);
  return isSchema(parser) ? validate(parser, value) : parser(value);
}

/**
 * The text that the next round reads with `readState`. It is read once here, so that a state that its own parser refuses
 * fails the round that made it.
 * @param isJson Whether the token is a state in JSON, and not itself the state.
 * @throws Error that says what is wrong.
 */
export async function writeState(parser: StateParser | undefined, token: string, isJson: boolean): Promise<string> {
  if (parser === undefined) {
    if (isJson) throw new TypeError('only an action with a parser for its state hands on more than text');
    return token;
  }
  const written = isJson ? token : JSON.stringify(token);
  await readState(parser, written);
  return written;
}
