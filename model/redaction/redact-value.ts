import { MASK } from './mask.ts';
import type { Redactor } from './redactor.ts';

/** CloudWatch Logs takes events of up to 1 MB, so a longer text would be redacted only to be cut. */
const MAX_TEXT = 256 * 1024;
/** The end of a text that is cut, in characters, goes as well: a secret may have begun in it, and half of one is not known. */
export const MAX_HALF_SECRET = 8 * 1024;
/** The largest size of one value in all, in characters: redacting more would block the worker. */
const MAX_VALUE = 1024 * 1024;
/** Each part of an object, and each byte, counts as this number of characters: about as many as it has in JSON. */
const PART = 16;
/** Parts of a value that lie deeper are left out: nobody reads them in a log. */
export const MAX_DEPTH = 32;
/** Stands in the place of what is not written. */
export const LEFT_OUT = '(left out)';
/** Names in the worker's own records whose values are words of its own, even where a customer's secret is the same word. */
const OUR_WORDS = new Set(['action', 'jobId', 'kind', 'reason', 'type']);

/**
 * A value as JSON can hold it, with every text in it redacted before anything is serialised: no secret can break what
 * is around it. A circle, a part that is too deep or too large and one that throws when it is read are left out.
 * @param foreign Whether an author or a customer chose the names and numbers too: then these are compared as text.
 */
export function redactValue(value: unknown, redactor: Redactor, foreign: boolean): unknown {
  return copy(value, { redactor, foreign, within: [], room: { left: MAX_VALUE } });
}

interface Context {
  readonly redactor: Redactor;
  readonly foreign: boolean;
  /** The objects around the value, to find circles. */
  readonly within: readonly object[];
  /** Shared by all parts of one value. */
  readonly room: { left: number };
}

function copy(value: unknown, context: Context): unknown {
  switch (typeof value) {
    case 'string':
      return takes(Math.min(value.length, MAX_TEXT), context) ? redactText(value, context.redactor) : LEFT_OUT;
    case 'bigint':
      return context.redactor.redact(String(value));
    case 'number':
      return context.foreign ? redactNumber(value, context.redactor) : value;
    case 'object':
      return value === null ? null : copyObject(value, context);
    default:
      return value;
  }
}

/** Takes room for a part, if there is enough. */
function takes(size: number, { room }: Context): boolean {
  if (size > room.left) return false;
  room.left -= size;
  return true;
}

/** Redacts a text of any length, and cuts it when no log could take it. */
export function redactText(text: string, redactor: Redactor): string {
  if (text.length <= MAX_TEXT) return redactor.redact(text);
  const whole = redactor.redact(text.slice(0, MAX_TEXT)).slice(0, -MAX_HALF_SECRET);
  return `${whole}… (cut from ${text.length} characters)`;
}

function redactNumber(value: number, redactor: Redactor): number | string {
  const shown = redactor.redact(String(value));
  return shown === String(value) ? value : shown;
}

function copyObject(value: object, context: Context): unknown {
  const { redactor, within } = context;
  if (within.includes(value) || within.length === MAX_DEPTH) return LEFT_OUT;
  try {
    if (!takes(sizeOf(value), context)) return LEFT_OUT;
    if (spellsSecret(value, redactor)) return MASK;
    const inner = { ...context, within: [...within, value] };
    if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(), inner);
    if (Array.isArray(value)) return value.map((part) => copy(part, inner));
    return value instanceof Error ? copyError(value, inner) : copyEntries(value, inner);
  } catch {
    return LEFT_OUT;
  }
}

/** Without the texts in it, which count by themselves. */
function sizeOf(value: object): number {
  if (ArrayBuffer.isView(value)) return PART * value.byteLength;
  return Object.keys(value).reduce((size, name) => size + PART + name.length, 0);
}

function copyEntries(value: object, context: Context): Record<string, unknown> {
  const { foreign, redactor } = context;
  const copied = Object.entries(value).map(([name, part]) => {
    if (foreign) return [redactText(name, redactor), copy(part, context)];
    return [name, OUR_WORDS.has(name) && typeof part === 'string' ? part : copy(part, context)];
  });
  return Object.fromEntries(copied);
}

/** Other members that an SDK adds to its errors, such as the request's headers, are left out. */
function copyError(error: Error, context: Context): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const text = { name: copy(name, context), message: copy(message, context), stack: copy(stack, context) };
  // Whoever threw it chose the names in it.
  const foreign = { ...context, foreign: true };
  const errors = error instanceof AggregateError ? { errors: copy(error.errors, foreign) } : {};
  return { ...text, cause: copy(cause, foreign), ...errors };
}

/** Whether the bytes of a typed array, a list of numbers or the letters of a text that was spread are those of a secret. */
function spellsSecret(value: object, redactor: Redactor): boolean {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return holdsSecret(Buffer.from(buffer, byteOffset, byteLength).toString('latin1'), redactor);
  }
  const parts = Object.values(value);
  if (parts.length < 2) return false;
  if (parts.every(isLetter)) return holdsSecret(parts.join(''), redactor);
  return parts.every(isNumber) && holdsSecret(parts.join(', '), redactor);
}

const holdsSecret = (text: string, redactor: Redactor) => redactor.redact(text) !== text;

/** One character takes two units at most. */
const isLetter = (value: unknown) => typeof value === 'string' && value.length <= 2;
const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';
