/** How an action can end the thread that it runs in, or block it for ever. */
export const threadEnds = ['exit', 'out-of-memory', 'unhandled-rejection', 'endless-loop'] as const;
/** All ways to end: these, and killing the whole process of the worker. */
export const ways = ['kill', ...threadEnds] as const;
type Way = (typeof ways)[number];

const PIECE = 1_000_000;

/** Ends the thread of an action, or its whole worker, in one of these ways. */
export async function die(way: Way): Promise<never> {
  if (way === 'kill') process.kill(process.pid, 'SIGKILL');
  if (way === 'exit') process.exit(7);
  if (way === 'out-of-memory') fillMemory();
  if (way === 'unhandled-rejection') void Promise.reject(new Error('nobody handles this'));
  if (way === 'endless-loop') for (;;);
  return await new Promise<never>(() => {});
}

function fillMemory(): void {
  const kept: number[][] = [];
  for (;;) kept.push(new Array<number>(PIECE).fill(Math.random()));
}
