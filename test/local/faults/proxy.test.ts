import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { PollForThirdPartyJobsCommand } from '@aws-sdk/client-codepipeline';
import { expect, it } from 'vitest';
import { createDraw } from '../../../local/faults/chance.ts';
import { openFaults, UnknownFault } from '../../../local/faults/faults.ts';
import { startProxy } from '../../../local/faults/proxy.ts';
import { timeLimit } from '../../time-limit.ts';
import { actionTypeId, startFaulty } from './faulty-services.ts';

const MEBIBYTE = 1024 * 1024;

async function serve(handle: Parameters<typeof createServer>[1]) {
  const server: Server = createServer(handle).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it('passes a signed call on unchanged, so that its signature holds', async () => {
  await using faulty = await startFaulty('redelivery-storm');

  const { jobs } = await faulty.codepipeline.send(new PollForThirdPartyJobsCommand({ actionTypeId }));

  expect(jobs).toEqual([]);
});

it('never holds much of a large body, however slowly it is read', { timeout: timeLimit(60_000) }, async () => {
  let produced = 0;
  const { server, url } = await serve((_request, response) => {
    const produce = function* () {
      for (; produced < 128; produced++) yield Buffer.alloc(MEBIBYTE);
    };
    Readable.from(produce()).pipe(response);
  });
  const proxy = await startProxy({ service: 's3', target: url, intercept: (_call, next) => next() });

  const { body } = await fetch(proxy.url);
  let consumed = 0;
  let mostHeld = 0;
  for await (const chunk of body ?? []) {
    consumed += chunk.length;
    mostHeld = Math.max(mostHeld, produced * MEBIBYTE - consumed);
  }

  await proxy.close();
  server.close();
  expect(consumed).toBe(128 * MEBIBYTE);
  expect(mostHeld).toBeLessThan(32 * MEBIBYTE);
});

it('hands on the answer of a service that refuses a large body before all of it has come', async () => {
  const { server, url } = await serve((request, response) => {
    response.writeHead(403).end('refused');
    request.resume();
  });
  const proxy = await startProxy({ service: 's3', target: url, intercept: (_call, next) => next() });
  const put = () => fetch(proxy.url, { method: 'PUT', body: Buffer.alloc(16 * MEBIBYTE) }).then(({ status }) => status);

  const statuses = [];
  for (let call = 0; call < 20; call++) statuses.push(await put().catch((error) => error.cause?.code));

  await proxy.close();
  server.close();
  expect(statuses).toEqual(Array(20).fill(403));
});

it('refuses a name that no fault has, and tells those that they have', () => {
  const open = () => openFaults(['throttle', 'nonsense'], 1);

  expect(open).toThrow(UnknownFault);
  expect(open).toThrow(/"nonsense"; there are drop-request, .*clock-jump/);
});

it('strikes the same calls for the same seed, and others for another', async () => {
  const struckCalls = async (seed: number) => {
    await using faulty = await startFaulty('throttle', { draw: createDraw(seed) });
    const struck: number[] = [];
    for (let call = 0; call < 40; call++) {
      const poll = new PollForThirdPartyJobsCommand({ actionTypeId });
      await faulty.codepipeline.send(poll).catch(() => struck.push(call));
    }
    return struck;
  };

  const [first, again, other] = [await struckCalls(3), await struckCalls(3), await struckCalls(4)];

  expect(first.length).toBeGreaterThan(1);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});
