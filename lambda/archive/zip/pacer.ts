/** The longest stretch of work without a turn of the loop: half of the 20 ms that are promised, because the step that runs over comes on top. */
const MAX_STRETCH_MS = 10;

/** The number of the smallest steps, such as a header or a name, that together take far less than a stretch. */
export const SMALL_STEPS = 256;

/** When the loop was last seen to turn. There is one loop, so all archives share this. */
let turnedAt = 0;
let turn: Promise<void> | undefined;

/** To be awaited between steps of work that waits for nothing else: lets timers and sockets have their turn when it is time. */
export const pace = (): Promise<void> | undefined => (isTurnDue() ? takeTurn() : undefined);

const isTurnDue = () => now() - turnedAt > MAX_STRETCH_MS;

/** Milliseconds of a clock that never goes back, and that needs no module to be loaded at a cold start. */
const now = () => process.uptime() * 1000;

/** Whoever finds the next stretch used up by others waits for another turn. */
export async function takeTurn(): Promise<void> {
  do {
    turn ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      turnedAt = now();
      turn = undefined;
    });
    await turn;
  } while (isTurnDue());
}
