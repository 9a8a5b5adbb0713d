/** How a worker process can come to its end from inside. */
export const ways = ['exit', 'out-of-memory', 'unhandled-rejection', 'endless-loop'] as const;
export type Way = (typeof ways)[number];

const PIECE = 1_000_000;

/** Ends this process, or blocks it for ever. Never returns. */
export async function die(way: Way): Promise<never> {
  if (way === 'exit') process.exit(7);
  if (way === 'out-of-memory') fillMemory();
  if (way === 'unhandled-rejection') void Promise.reject(new Error('nobody handles this'));
  if (way === 'endless-loop') for (;;);
  return await new Promise<never>(() => {});
}

function fillMemory(): void {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: PIECE }, Math.random));
}
