import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Collects all garbage of the process: what is left of earlier work would count as in use when a watch begins. */
export const collectGarbage: () => void = runInNewContext('gc');

/**
 * Watches how much memory of buffers and compressors is in use beyond what was in use before. Garbage is not in use: it is
 * collected before a look that would see more than `bound`.
 * @param bound Bytes.
 */
export function watchMemory(bound: number): { look(): void; most(): number } {
  const before = getHeapStatistics().external_memory;
  const grown = () => getHeapStatistics().external_memory - before;
  let most = 0;
  return {
    look() {
      if (grown() > bound) collectGarbage();
      most = Math.max(most, grown());
    },
    most: () => most,
  };
}
