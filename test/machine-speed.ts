/**
 * How many times slower this machine is now than the one that the time limits of the tests were made for. Every limit of a
 * test is multiplied by it, so that a slow or busy machine fails no test.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What the piece of work took on two idle cores of that machine. */
const USUAL_MILLISECONDS = 550;
/** Beyond this a test that hangs would hold everybody up for hours. */
const MAX_SLOWNESS = 20;

/** Starts a process, as most of what takes long does, and computes in it. */
const WORK = `
  const { createHash } = require('node:crypto');
  let text = '';
  for (let turn = 0; turn < 40; turn++) text = createHash('sha256').update(text.padEnd(1e6, 'x')).digest('hex');
  JSON.parse(JSON.stringify(Array.from({ length: 2e5 }, (_, index) => ({ index, text }))));`;

/** @param workers Number of tests that run at once. @returns At least 1. */
export async function measureSlowness(workers: number): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: workers }, () => once(spawn(process.execPath, ['-e', WORK]), 'close')));
  const factor = (performance.now() - startedAt) / USUAL_MILLISECONDS;
  return Math.min(Math.max(factor, 1), MAX_SLOWNESS);
}
