import { MASK } from '../../model/redaction/mask.ts';

/**
 * A value that shows itself only on request: printed, logged, inspected or serialised it is `***`.
 *
 * @example
 * const headers = (token: Secret) => ({ authorization: `Bearer ${token.reveal()}` });
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}
