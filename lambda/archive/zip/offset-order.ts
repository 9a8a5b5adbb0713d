import { pace } from '../pacer.ts';

/** Sorted at once: few enough for that to take a millisecond or two. */
const RUN_LENGTH = 4096;

/** The indexes of these numbers, least number first. The loop turns meanwhile. */
export async function inOrder(numbers: Float64Array): Promise<Uint32Array> {
  const at = (index: number) => numbers[index] ?? 0;
  let order = Uint32Array.from(numbers.keys());
  if (numbers.every((value, index) => index === 0 || at(index - 1) <= value)) return order;
  for (let start = 0; start < order.length; start += RUN_LENGTH) {
    await pace();
    order.subarray(start, start + RUN_LENGTH).sort((a, b) => at(a) - at(b));
  }
  for (let length = RUN_LENGTH; length < order.length; length *= 2) {
    const merged = new Uint32Array(order.length);
    for (let start = 0; start < order.length; start += 2 * length) {
      await pace();
      await merge(order.subarray(start, start + length), order.subarray(start + length, start + 2 * length), {
        into: merged.subarray(start),
        at,
      });
    }
    order = merged;
  }
  return order;
}

async function merge(
  left: Uint32Array,
  right: Uint32Array,
  { into, at }: { into: Uint32Array; at(index: number): number },
): Promise<void> {
  let [l, r] = [0, 0];
  for (let filled = 0; filled < left.length + right.length; filled++) {
    if (filled % RUN_LENGTH === 0) await pace();
    const [first, second] = [left[l], right[r]];
    const takesLeft = second === undefined || (first !== undefined && at(first) <= at(second));
    if (takesLeft) l += 1;
    else r += 1;
    into[filled] = (takesLeft ? first : second) ?? 0;
  }
}
