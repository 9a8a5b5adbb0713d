import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JobFailure } from '../../../../lambda/action/failure.ts';
import { Secret } from '../../../../lambda/action/secret.ts';
import { type AskingLimits, askService } from '../../../../lambda/actions/partner-service/ask-service.ts';
import type { PartnerService } from '../../../../lambda/actions/partner-service/service.ts';
import { json, startServer } from '../recording-server.ts';

const TOKEN = 'service-token-value';

const serviceAt = (url: string, token = TOKEN, signal = new AbortController().signal): PartnerService => ({
  url: new URL(url),
  token: new Secret(token),
  tokenProperty: 'ServiceToken',
  signal,
  surroundings: { local: true },
});

/** No waiting between two tries; `pauses` tells after which it would have waited. */
function impatience(timeout = 10_000) {
  const pauses: number[] = [];
  const patience: AskingLimits = { timeout, pause: async (tried) => pauses.push(tried) };
  return { pauses, patience };
}

const failureOf = (asked: Promise<unknown>): Promise<JobFailure> =>
  asked.then(
    () => Promise.reject(new Error('it was answered')),
    (error: JobFailure) => error,
  );

describe('asking the partner service', () => {
  it('appends the path to that of the URL, keeps its query and encodes each part', async () => {
    await using server = await startServer(json({ ok: true }));
    const service = serviceAt(`${server.url}/api/?tenant=7`);

    const answer = await askService(service, { method: 'GET', path: ['runs', 'a/b?c'] });

    expect(answer).toEqual({ ok: true });
    expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/api/runs/a%2Fb%3Fc?tenant=7', body: '' });
  });

  it.each([
    ['a 503', json({}, 503)],
    ['a 429', json({}, 429)],
    ['a dropped connection', 'hang up' as const],
  ])('asks again after %s', async (_, reply) => {
    await using server = await startServer(reply, reply, json({ ok: true }));
    const { patience, pauses } = impatience();

    const answer = await askService(serviceAt(server.url), { method: 'POST', body: { a: 1 } }, patience);

    expect(answer).toEqual({ ok: true });
    expect(server.requests.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
    expect(pauses).toEqual([1, 2]);
  });

  it('gives up after three tries', async () => {
    await using server = await startServer(json({}, 500));

    const failure = await failureOf(
      askService(serviceAt(`${server.url}/?key=hidden`), { method: 'GET' }, impatience().patience),
    );

    expect(failure).toMatchObject({
      type: 'SystemUnavailable',
      message: `The service at ${server.host} answered 500, 3 times in a row.`,
    });
    expect(server.requests).toHaveLength(3);
  });

  it('keeps the network error of a service that cannot be reached for the log', async () => {
    const server = await startServer(json({}));
    await server[Symbol.asyncDispose]();

    const failure = await failureOf(askService(serviceAt(server.url), { method: 'GET' }, impatience().patience));

    expect(failure).toMatchObject({
      type: 'SystemUnavailable',
      message: `The service at ${server.host} could not be reached, 3 times in a row.`,
      cause: { cause: { code: 'ECONNREFUSED' } },
    });
  });

  it('does not wait for an answer beyond the timeout', async () => {
    await using server = await startServer('silence');

    const failure = await failureOf(askService(serviceAt(server.url), { method: 'GET' }, impatience(20).patience));

    expect(failure).toMatchObject({
      message: `The service at ${server.host} could not be reached, 3 times in a row.`,
      cause: { cause: { cause: { name: 'TimeoutError' } } },
    });
  });

  it.each([
    [401, 'ConfigurationError', 'Property "ServiceToken": the service at HOST refused it (401).'],
    [403, 'ConfigurationError', 'Property "ServiceToken": the service at HOST refused it (403).'],
    [404, 'JobFailed', 'The service at HOST answered 404.'],
    [307, 'JobFailed', 'The service at HOST answered 307, a redirect, which is not followed.'],
  ])('fails at once on %i', async (status, type, message) => {
    await using server = await startServer({ status, headers: { location: '/elsewhere' }, body: '{}' });
    const service = serviceAt(`${server.url}/?key=hidden`);

    const failure = await failureOf(askService(service, { method: 'GET' }, impatience().patience));

    expect(failure).toMatchObject({ type, message: message.replace('HOST', server.host) });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['longer than 64 KiB', JSON.stringify('x'.repeat(64 * 1024)), 'more than 64 KiB'],
    ['not JSON', '<html>', 'something that is not JSON'],
    ['a list', '[]', 'something other than a JSON object'],
    ['null', 'null', 'something other than a JSON object'],
  ])('refuses an answer that is %s', async (_, body, what) => {
    await using server = await startServer({ body });

    const failure = await failureOf(askService(serviceAt(server.url), { method: 'GET' }));

    expect(failure).toMatchObject({ type: 'JobFailed', message: `The service at ${server.host} answered ${what}.` });
  });

  it('refuses a token that no header can carry without showing it', async () => {
    await using server = await startServer(json({}));

    const failure = await failureOf(askService(serviceAt(server.url, 'hidden\nvalue'), { method: 'GET' }));

    expect(failure.type).toBe('ConfigurationError');
    expect(failure.message).toMatch(/^Property "ServiceToken": allowed are /);
    expect(failure.message).not.toContain('hidden');
    expect(server.requests).toEqual([]);
  });

  it('stops with the reason of the signal during a request', async () => {
    await using server = await startServer('silence');
    const stop = new AbortController();
    const service = serviceAt(server.url, TOKEN, stop.signal);

    const asked = askService(service, { method: 'GET' }, impatience().patience);
    setImmediate(() => stop.abort(new Error('time is up')));

    await expect(asked).rejects.toThrow('time is up');
  });

  it('stops with the reason of the signal between two tries', async () => {
    await using server = await startServer(json({}, 500));
    const stop = new AbortController();
    const service = serviceAt(server.url, TOKEN, stop.signal);
    const pause: AskingLimits['pause'] = (_, signal) => {
      stop.abort(new Error('time is up'));
      return setTimeout(60_000, undefined, { signal });
    };

    const asked = askService(service, { method: 'GET' }, { timeout: 10_000, pause });

    await expect(asked).rejects.toThrow('time is up');
    expect(server.requests).toHaveLength(1);
  });
});
