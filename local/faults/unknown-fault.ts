/** No fault has this name. */
export class UnknownFault extends Error {
  override readonly name = 'UnknownFault';

  constructor(name: string, known: readonly string[]) {
    super(`There is no fault "${name}"; there are ${known.join(', ')}.`);
  }
}
