/** Runs in a thread: takes some memory for its task, and tells how often V8 has gone through the whole heap by then. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GCProfiler } from 'node:v8';
import { parentPort } from 'node:worker_threads';

const MIB = 1024 ** 2;
const TURNS = 30;

// Listening on keeps the thread alive, as an action's thread is until its worker ends it.
parentPort?.on('message', async () => {
  const profiler = new GCProfiler();
  profiler.start();
  // What a job that moves 5 MB has at a time: a heap of some 12 MB, and as many bytes beside it.
  const kept: unknown[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    kept.push(Array.from({ length: 3000 }, (_, index) => ({ text: `object ${index}`, index })));
    if (turn % 10 === 0) kept.push(Buffer.alloc(4 * MIB));
    await nextTurn();
  }
  const whole = profiler.stop().statistics.filter(({ gcType }) => gcType !== 'Scavenge');
  const summary = `${whole.length} times until ${kept.length} things were kept`;
  parentPort?.postMessage({ kind: 'ended', outcome: { kind: 'succeeded', summary } });
});
