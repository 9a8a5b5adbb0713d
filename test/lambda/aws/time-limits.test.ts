import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { thirdPartyJobs } from '../../../lambda/aws/codepipeline/third-party-jobs.ts';
import { dynamodbClients } from '../../../lambda/aws/dynamodb/clients.ts';
import { dynamodbLedger } from '../../../lambda/aws/dynamodb/ledger.ts';
import { s3Artifact } from '../../../lambda/aws/s3/artifact.ts';
import { s3Source } from '../../../lambda/aws/s3/source.ts';
import { s3Upload } from '../../../lambda/aws/s3/upload.ts';
import { sqsQueue } from '../../../lambda/aws/sqs/queue.ts';
import { timeLimits, timeLimitsAt } from '../../../lambda/aws/time-limits.ts';
import { newEntry } from '../../../lambda/job/ledger.ts';
import { followTransfers } from '../../../lambda/job/transfers.ts';
import { systemClock } from '../../../model/clock.ts';
import { LEASE_SECONDS } from '../../../model/lease.ts';
import { queueUrlAt } from '../../../model/local/services.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { type Scripted, startScriptedServer } from './scripted-server.ts';

/** A hundredth of the limits: no request of these takes longer than 600 milliseconds, tried three times. */
const PERCENT = 1;
/** Long enough for that on any machine, and what shows that a call would wait for ever. */
const PATIENCE_MILLISECONDS = 15_000;

const LOCATION = { name: 'Report', bucketName: 'artifacts', objectKey: 'shop/Report/1' };
const JOB_ID = 'j-1';
const CLIENT_ID = 'c-1';
const ENTRY = newEntry(JOB_ID, CLIENT_ID, 0);

const limits = timeLimitsAt(PERCENT);

const open = (endpoint: string) =>
  s3Artifact(
    LOCATION,
    {
      encryptionKeyId: undefined,
      signal: new AbortController().signal,
      transfers: followTransfers(memoryLog(), systemClock),
      credentials: async () => ({ accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' }),
    },
    { endpoint, forcePathStyle: true, limits },
  );
const adapters = {
  jobs: (endpoint: string) => thirdPartyJobs({ endpoint, limits }),
  clients: (endpoint: string) => dynamodbClients('clients', { endpoint, limits }),
  ledger: (endpoint: string) => dynamodbLedger('ledger', { endpoint, limits }),
  queue: (endpoint: string) => sqsQueue(queueUrlAt(endpoint, 'jobs'), { endpoint, limits }),
  source: (endpoint: string) => s3Source(open(endpoint)),
  upload: (endpoint: string) => s3Upload(open(endpoint)),
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** How a call ended: the name of its error, or what it gave. */
async function endOf(call: Promise<unknown>): Promise<unknown> {
  const done = new AbortController();
  const patience = systemClock.sleep(PATIENCE_MILLISECONDS, done.signal).then(() => 'waits for ever');
  try {
    return await Promise.race([call.catch((error: Error) => error.name), patience]);
  } finally {
    done.abort();
  }
}

async function startServer(answer: Scripted): Promise<string> {
  const server = await startScriptedServer([answer]);
  closing.push(server.close);
  return server.url;
}

const calls: [string, (url: string) => Promise<unknown>, string][] = [
  [
    'a poll',
    (url) => adapters.jobs(url).poll({ category: 'Test', owner: 'ThirdParty', provider: 'P', version: '1' }, 1),
    'TimeoutError',
  ],
  ['a look at the details', (url) => adapters.jobs(url).details(JOB_ID, 'token'), 'TimeoutError'],
  ['an acknowledge', (url) => adapters.jobs(url).acknowledge(JOB_ID, 'nonce', 'token'), 'no-answer'],
  ['a success', (url) => adapters.jobs(url).putSuccess(JOB_ID, 'token', { executionDetails: {} }), 'TimeoutError'],
  [
    'a failure',
    (url) => adapters.jobs(url).putFailure(JOB_ID, 'token', { type: 'JobFailed', message: 'No.' }),
    'TimeoutError',
  ],
  ['a look for a client token', (url) => adapters.clients(url).token(CLIENT_ID), 'TimeoutError'],
  ['a look into the ledger', (url) => adapters.ledger(url).read(JOB_ID), 'TimeoutError'],
  ['a write to the ledger', (url) => adapters.ledger(url).write(ENTRY, undefined), 'TimeoutError'],
  ['a message', (url) => adapters.queue(url).send({ clientId: CLIENT_ID, jobId: JOB_ID }), 'TimeoutError'],
  ['the hiding of a message', (url) => adapters.queue(url).hide('receipt', 60), 'TimeoutError'],
  ['a download', (url) => adapters.source(url).read(0, 10), 'JobFailure'],
  ['an upload', (url) => adapters.upload(url).finish(), 'JobFailure'],
];

/** Takes the request, and then nothing. */
const silent: Scripted = () => {};

/** Sends a byte of an answer's head every few milliseconds, for ever. */
const dripping: Scripted = ({ socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\nx-drip: ');
  const timer = setInterval(() => socket?.write('.'), 5);
  socket?.once('close', () => clearInterval(timer));
};

/** Promises ten bytes and sends five. */
const stalled: Scripted = (response) => {
  response.writeHead(206, { 'content-length': '10', 'content-range': 'bytes 0-9/100', etag: '"e-1"' });
  response.write('01234');
};

describe('a service that has gone silent', () => {
  it.each(calls)('is not waited for by %s', async (_what, call, end) => {
    expect(await endOf(call(await startServer(silent)))).toBe(end);
  });

  it.each(calls)('is not waited for by %s while it drips', async (_what, call, end) => {
    expect(await endOf(call(await startServer(dripping)))).toBe(end);
  });

  it('is not waited for by a download that stops in the middle', async () => {
    expect(await endOf(adapters.source(await startServer(stalled)).read(0, 10))).toBe('JobFailure');
  });

  it('is not waited for by an answer of the ledger that stops in the middle', async () => {
    expect(await endOf(adapters.ledger(await startServer(stalled)).read(JOB_ID))).not.toBe('waits for ever');
  });

  // Only Linux drops what does not fit into the queue of a listener that accepts nothing.
  it.skipIf(process.platform !== 'linux')('is given up sooner when no connection comes about', async () => {
    const url = await startDeafServer();

    await expect(adapters.ledger(url).read(JOB_ID)).rejects.toThrow('did not establish a connection');
  });
});

it('has lost all three tries of a call before the next renewal of the lease is due', () => {
  const MAX_BACKOFF_MILLISECONDS = 2000;

  const { requestTimeout } = timeLimits.calls.requestHandler;

  expect(3 * requestTimeout + MAX_BACKOFF_MILLISECONDS).toBeLessThan((LEASE_SECONDS * 1000) / 3);
});

/** A process that listens and is stopped, with its queue of connections full. */
async function startDeafServer(): Promise<string> {
  const code = `const s = require('net').createServer().listen(0, '127.0.0.1', 1, () => process.send(s.address().port))`;
  const child = fork('-e', [code], { execArgv: [], execPath: process.execPath });
  closing.push(() => child.kill('SIGKILL'));
  const [port] = await once(child, 'message');
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 16 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  closing.push(() => fillers.forEach((filler) => void filler.destroy()));
  await once(fillers[0] as NonNullable<(typeof fillers)[0]>, 'connect');
  return `http://127.0.0.1:${port}`;
}
