import https from 'node:https';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { thirdPartyJobs } from '../../../lambda/aws/codepipeline/third-party-jobs.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import { type Scripted, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };

const jobDetails = { id: 'j-1', nonce: 'nonce', data: { actionTypeId: TYPE } };

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** Answers one request on each connection, and resets it at the next: what a worker meets that was frozen in between. */
async function openFrozen(answer: object) {
  const used = new WeakSet<object>();
  const answerOnce: Scripted = (response, request) => {
    if (used.has(request.socket)) return void request.socket.resetAndDestroy();
    used.add(request.socket);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  };
  server = await startScriptedServer([answerOnce]);
  return { jobs: thirdPartyJobs({ endpoint: server.url }), requests: server.requests };
}

describe('on connections that died unseen', () => {
  it('an acknowledge is answered and sent once, because it comes on a connection of its own', async () => {
    const { jobs, requests } = await openFrozen({ status: 'InProgress' });

    const answers: unknown[] = [];
    for (let sent = 0; sent < 3; sent++) answers.push(await jobs.acknowledge('j-1', 'nonce', 'token'));

    expect(answers).toEqual(['in-progress', 'in-progress', 'in-progress']);
    expect(requests).toHaveLength(3);
  });

  it.each([
    ['a poll', (jobs) => jobs.poll(TYPE, 10), { jobs: [] }, []],
    [
      'the question for details',
      (jobs) => jobs.details('j-1', 'token'),
      { jobDetails },
      expect.objectContaining({ jobId: 'j-1' }),
    ],
    ['a success', (jobs) => jobs.putSuccess('j-1', 'token', { executionDetails: {} }), {}, 'accepted'],
    ['a failure', (jobs) => jobs.putFailure('j-1', 'token', { type: 'JobFailed', message: 'No.' }), {}, 'accepted'],
  ] satisfies [string, (jobs: ReturnType<typeof thirdPartyJobs>) => Promise<unknown>, object, unknown][])(
    '%s is sent again until it is answered',
    async (_what, call, answer, result) => {
      const { jobs, requests } = await openFrozen(answer);

      const answers = [await call(jobs), await call(jobs)];

      expect(answers).toEqual([result, result]);
      expect(requests.length).toBeGreaterThan(2);
    },
  );
});

describe('an acknowledge', () => {
  it('keeps no encrypted connection alive either', async () => {
    const request = vi.spyOn(https, 'request');

    await thirdPartyJobs({ endpoint: 'https://127.0.0.1:9' }).acknowledge('j-1', 'nonce', 'token');

    expect(request.mock.lastCall?.[0]).toMatchObject({ agent: { keepAlive: false } });
  });

  it('for which no connection comes about had no effect', async () => {
    const { jobs } = await openFrozen({});
    await server?.close();

    expect(await jobs.acknowledge('j-1', 'nonce', 'token')).toBe('rejected');
  });
});
