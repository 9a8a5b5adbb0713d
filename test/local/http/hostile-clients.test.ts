import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../../local/program/services.ts';
import { anyFreePorts } from '../../../model/local/services.ts';

const MEBIBYTE = 1024 * 1024;
/** Above what each service takes in one request, except for S3, whose objects are larger. */
const MAX_BYTES = 40 * MEBIBYTE;

let services: Services;
beforeAll(async () => {
  services = await startServices({ ports: anyFreePorts });
});
afterAll(() => services.close());

const places = {
  'the control plane': {
    url: () => services.controlPlane.url,
    target: 'CodePipeline_20150709.PollForJobs',
    refusal: 400,
  },
  "the control plane's own calls": { url: () => services.controlPlane.url, path: '/_local/jobs' },
  SQS: { url: () => services.sqs.url, target: 'AmazonSQS.SendMessage' },
  DynamoDB: { url: () => services.dynamodb.url, target: 'DynamoDB_20120810.PutItem' },
} as const;

/** Sends a head and then, piece by piece, a body without end, until the service answers or ends the connection. */
async function pour(url: string, head: string): Promise<{ status: number; sent: number }> {
  const { port } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  await once(socket, 'connect');
  let answer = '';
  let isOver = false;
  socket.on('data', (bytes) => {
    answer += bytes;
  });
  socket.on('error', () => {});
  socket.once('close', () => {
    isOver = true;
  });
  socket.write(head);
  const piece = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  let sent = 0;
  while (!isOver && answer === '' && sent < MAX_BYTES) {
    sent += 0x10000;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
    await new Promise(setImmediate);
  }
  for (let looks = 0; looks < 500 && answer === '' && !isOver; looks++)
    await new Promise((done) => setTimeout(done, 10));
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), sent };
}

describe.each(Object.entries(places))('%s', (_, { url, ...place }) => {
  const [path, target] = ['path' in place ? place.path : '/', 'target' in place ? place.target : ''];
  const head = (more: string) =>
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Amz-Target: ${target}\r\n${more}\r\n`;
  const isAlive = async () => expect((await fetch(`${services.controlPlane.url}/_local/jobs`)).status).toBe(200);

  it('refuses a body without end long before it would fill the memory, and goes on for others', async () => {
    const { status, sent } = await pour(url(), head('Transfer-Encoding: chunked\r\n'));

    expect(status).toBe('refusal' in place ? place.refusal : 413);
    expect(sent).toBeLessThan(MAX_BYTES);
    await isAlive();
  });

  it('refuses headers without end', async () => {
    const { status } = await pour(url(), head(`X-Long: ${'x'.repeat(100_000)}\r\n`));

    // Whoever still writes when the connection is ended may not see the answer.
    expect([0, 431]).toContain(status);
    await isAlive();
  });
});
