import { createHash } from 'node:crypto';

/** A number from 0 up to 1 that follows from the seed and the parts alone: the same ones give the same number. */
export type Draw = (...parts: (string | number)[]) => number;

export const createDraw =
  (seed: number): Draw =>
  (...parts) =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...parts]))
      .digest()
      .readUInt32BE() /
    2 ** 32;
