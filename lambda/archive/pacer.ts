/** The longest work without a turn of the event loop: half of the 20 ms that are promised, because one more step may follow it. */
const MAX_STRETCH_MS = 10;

/** A number of small steps, such as a header or a name, that together take far less time than that. */
export const SMALL_STEPS = 256;

/** When the loop was last seen to turn. There is one loop, so all archives share this. */
let turnedAt = 0;
let turn: Promise<void> | undefined;

/** Await it between steps of work that does not wait for anything else: it lets timers and sockets run when it is time. */
export const pace = (): Promise<void> | undefined => (isTurnDue() ? takeTurn() : undefined);

const isTurnDue = () => now() - turnedAt > MAX_STRETCH_MS;

/** Milliseconds of a clock that never goes back, and that needs no module to be loaded at a cold start. */
const now = () => process.uptime() * 1000;

/** Waits for another turn when other archives have used up the time after this one. */
export async function takeTurn(): Promise<void> {
  do {
    turn ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      turnedAt = now();
      turn = undefined;
    });
    await turn;
  } while (isTurnDue());
}
