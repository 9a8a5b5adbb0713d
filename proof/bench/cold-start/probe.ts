/** Runs in a new process: imports a function as Lambda does, invokes it twice and writes what all took to file descriptor 3. */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { peakMemory } from '../peak-memory.ts';

const TIMEOUT_MILLISECONDS = 60_000;
const [, , bundle = '', first = 'null', second = 'null'] = process.argv;
const deadline = performance.now() + TIMEOUT_MILLISECONDS;
const context = {
  awsRequestId: randomUUID(),
  functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${process.env['AWS_LAMBDA_FUNCTION_NAME']}`,
  getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
};

const started = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const imported = performance.now();
await handler(JSON.parse(first), context);
const done = performance.now();
await handler(JSON.parse(second), context);
const doneAgain = performance.now();

const { user, system } = process.cpuUsage();
writeSync(
  3,
  JSON.stringify({
    importedAt: performance.timeOrigin + imported,
    importMilliseconds: imported - started,
    callMilliseconds: done - imported,
    warmMilliseconds: doneAgain - done,
    cpuSeconds: (user + system) / 1e6,
    peakMib: peakMemory(),
  }),
);
// Connections that are kept open, and the lease's timer, would hold the process.
process.exit();
