import { LEFT_OUT, MAX_DEPTH } from '../../model/redaction/redact-value.ts';

/**
 * A copy of a value that can be sent to another thread: as JSON would have it, with errors as their parts and bytes as
 * they are. Never throws: what cannot be read is left out.
 */
export const portable = (value: unknown): unknown => copy(value, []);

function copy(value: unknown, within: readonly object[]): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (within.length === MAX_DEPTH || within.includes(value)) return LEFT_OUT;
  try {
    return copyObject(value, [...within, value]);
  } catch {
    return LEFT_OUT;
  }
}

function copyObject(value: object, within: readonly object[]): unknown {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return structuredClone(value);
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const errors = value instanceof AggregateError ? { errors: copy(value.errors, within) } : {};
    return {
      name: String(name),
      message: String(message),
      stack: stack && String(stack),
      cause: copy(cause, within),
      ...errors,
    };
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(''), within);
  if (Array.isArray(value)) return value.map((item) => copy(item, within));
  if (value instanceof Set) return new Set([...value].map((item) => copy(item, within)));
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [copy(key, within), copy(item, within)]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item, within)]));
}
