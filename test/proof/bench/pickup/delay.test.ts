import { expect, it } from 'vitest';
import { cellsOf, delayOf } from '../../../../proof/bench/pickup/delay.ts';

const upTo = (number: number) => Array.from({ length: number }, (_, index) => (number - index) * 1000);

it('is what half of the jobs and 95 of 100 waited at most, in seconds', () => {
  expect(delayOf(upTo(100))).toEqual({ median: 50, tail: 95 });
  expect(delayOf([4_260])).toEqual({ median: 4.26, tail: 4.26 });
  expect(delayOf([1_000, Number.POSITIVE_INFINITY])).toEqual({ median: 1, tail: Number.POSITIVE_INFINITY });
});

it('is shown to a tenth of a second', () => {
  expect(cellsOf({ median: 4.26, tail: 6.94 })).toEqual([4.3, 6.9]);
});
