import type { View } from './text-views.ts';

/** A number as it is printed in a list, or with the name that JSON and `inspect` give an element. */
const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?n?/.source;
const ELEMENT = `(?:["']?\\d+["']?:\\s*)?(${NUMBER})`;
const LIST = new RegExp(`(?<![\\w.-])${ELEMENT}(?:[\\s,]+${ELEMENT})+`, 'gi');
const ELEMENTS = new RegExp(ELEMENT, 'gi');
const MAY_HOLD_LISTS = /\dn?,\s*(?:["']?\d+["']?:\s*)?-?\d/;

/** What the elements of a list may be: text, or this number of its characters in each element. */
interface Reading {
  text: string;
  width: number;
}

/** The texts that each list of numbers may stand for: the bytes of a Buffer or another typed array, or characters. */
export function* numberViewsOf(text: string): Generator<View> {
  if (!MAY_HOLD_LISTS.test(text)) return;
  for (const { 0: list, index } of text.matchAll(LIST)) {
    const elements = Array.from(list.matchAll(ELEMENTS), (match) => {
      const number = match[1] ?? '';
      const start = index + match.index + match[0].length - number.length;
      return { number, start, end: start + number.length };
    });
    for (const reading of readingsOf(elements.map(({ number }) => number))) {
      yield {
        text: reading.text,
        joined: false,
        sourceOf: (start, end) => [
          elements[Math.floor(start / reading.width)]?.start ?? 0,
          elements[Math.floor((end - 1) / reading.width)]?.end ?? 0,
        ],
      };
    }
  }
}

function readingsOf(numbers: readonly string[]): Reading[] {
  if (numbers.some(isBig) && numbers.every((number) => BIG.test(number))) {
    return [bytesOf(BigUint64Array.from(numbers, (number) => BigInt(number.replace('n', ''))))];
  }
  const values = numbers.map(Number);
  return values.every(Number.isInteger)
    ? [
        bytesOf(Uint8Array.from(values)),
        bytesOf(Uint16Array.from(values)),
        bytesOf(Uint32Array.from(values)),
        { text: values.map((value) => String.fromCharCode(value)).join(''), width: 1 },
      ]
    : [bytesOf(Float32Array.from(values)), bytesOf(Float64Array.from(values))];
}

/** With or without its `n`: a number of JSON may be as long. */
const BIG = /^-?\d{1,20}n?$/;
const isBig = (number: string) => number.endsWith('n') || (BIG.test(number) && !Number.isSafeInteger(Number(number)));

/** One character a byte. */
const bytesOf = ({ buffer, BYTES_PER_ELEMENT }: { buffer: ArrayBuffer; BYTES_PER_ELEMENT: number }): Reading => ({
  text: Buffer.from(buffer).toString('latin1'),
  width: BYTES_PER_ELEMENT,
});
