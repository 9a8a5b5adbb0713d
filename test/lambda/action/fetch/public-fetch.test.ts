import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { guardLookup, judgeFor } from '../../../../lambda/action/fetch/guarded-lookup.ts';
import { createPublicFetch, publicFetch, type RequestingJob } from '../../../../lambda/action/fetch/public-fetch.ts';
import type { Surroundings } from '../../../../lambda/action/parser.ts';
import { json, startServer } from '../../actions/recording-server.ts';

const jobIn = (surroundings: Surroundings, signal = new AbortController().signal): RequestingJob => ({
  signal,
  surroundings,
});
const onAws = jobIn({ local: false });
const onLaptop = jobIn({ local: true });

/** Answers each question for addresses with the next of these, the last one for ever. */
function resolverOf(...answers: (string[] | Error)[]) {
  const asked: string[] = [];
  const resolve: LookupFunction = (hostname, _options, callback) => {
    const answer = answers[Math.min(asked.push(hostname), answers.length) - 1] ?? [];
    if (answer instanceof Error) return callback(answer, []);
    callback(
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { asked, resolve };
}

/** A port of this machine that counts the connections made to it and says nothing else than this. */
async function listenSilently(said = '') {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => undefined);
    socket.write(said);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

const failureOf = (asked: Promise<unknown>): Promise<Error> =>
  asked.then(
    () => Promise.reject(new Error('it was answered')),
    (error: Error) => error,
  );

describe('a request to a URL of a customer', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '0177.0.0.1',
    '2130706433',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    'localhost',
    'LOCALHOST.',
  ])('does not connect to %s', async (host) => {
    await using listener = await listenSilently();

    for (const scheme of ['http', 'https']) {
      const failure = await failureOf(publicFetch(onAws, `${scheme}://${host}:${listener.port}/`));

      expect(failure).toMatchObject({ name: 'JobFailure', type: 'SystemUnavailable' });
    }
    expect(listener.connections()).toBe(0);
  });

  it('connects to no other address than the one that was judged, whatever a name leads to a moment later', async () => {
    await using listener = await listenSilently();
    const { resolve, asked } = resolverOf(['127.0.0.1'], ['8.8.8.8']);

    const failure = await failureOf(createPublicFetch(resolve)(onAws, `https://rebind.example:${listener.port}/`));

    expect(failure.cause).toMatchObject({ message: expect.stringContaining('do not go to 127.0.0.1') });
    expect(asked).toEqual(['rebind.example']);
    expect(listener.connections()).toBe(0);
  });

  it('ends in one sentence, whatever the cause', async () => {
    await using silent = await listenSilently();
    await using rude = await startServer('hang up');
    await using chatty = await startServer(json('x'.repeat(100)));
    const closed = await startServer(json({}));
    await closed[Symbol.asyncDispose]();
    const unknown = createPublicFetch(
      resolverOf(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })).resolve,
    );
    const inside = createPublicFetch(resolverOf(['10.0.0.1']).resolve);

    const asked = [
      publicFetch(onAws, 'https://10.0.0.1/'),
      publicFetch(onAws, 'https://169.254.169.254/latest/meta-data/'),
      publicFetch(onAws, `${chatty.url}/`),
      inside(onAws, 'https://inside.example/'),
      unknown(onAws, 'https://unknown.example/'),
      publicFetch(onLaptop, closed.url),
      publicFetch(onLaptop, rude.url),
      publicFetch(onLaptop, `https://127.0.0.1:${new URL(rude.url).port}`),
      publicFetch(onLaptop, `http://127.0.0.1:${silent.port}/`, { timeout: 20 }),
      publicFetch(onLaptop, chatty.url, { maxBytes: 99 }).then((response) => response.text()),
    ];
    const failures = await Promise.all(asked.map(failureOf));

    const sentences = failures.map(({ message }) => message.replace(/at \S+/, 'at HOST'));
    expect(new Set(sentences)).toEqual(new Set(['The service at HOST could not be reached.']));
    expect(failures.every(({ cause }) => cause instanceof Error)).toBe(true);
    expect(chatty.requests).toHaveLength(1);
  });

  it('is answered by this machine where the worker runs on a laptop', async () => {
    await using server = await startServer({ status: 201, headers: { 'x-run': '7' }, body: '{"id":"r-1"}' });

    const request = { method: 'POST', headers: { authorization: 'Bearer t' }, body: 'hello' };
    const response = await publicFetch(onLaptop, `${server.url}/runs?a=1`, request);

    expect(response.status).toBe(201);
    expect(response.headers.get('x-run')).toBe('7');
    expect(await response.json()).toEqual({ id: 'r-1' });
    expect(server.requests).toMatchObject([
      { method: 'POST', url: '/runs?a=1', headers: { authorization: 'Bearer t' }, body: 'hello' },
    ]);
  });

  it('does not follow a redirect', async () => {
    await using server = await startServer({ status: 302, headers: { location: '/elsewhere' }, body: '' });

    const response = await publicFetch(onLaptop, server.url);

    expect([response.status, response.headers.get('location')]).toEqual([302, '/elsewhere']);
    expect(server.requests).toHaveLength(1);
  });

  it('fails at once when the answer changes to another protocol', async () => {
    await using listener = await listenSilently(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    );

    const failure = await failureOf(publicFetch(onLaptop, `http://127.0.0.1:${listener.port}/`));

    expect(failure).toMatchObject({ type: 'SystemUnavailable', cause: { message: expect.stringContaining('ended') } });
  });

  it('takes an answer without a body', async () => {
    await using server = await startServer({ status: 204, body: '' });

    const response = await publicFetch(onLaptop, server.url);

    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('hangs up on an answer that its reader no longer wants', async () => {
    const server = createHttpServer((_request, response) => void response.write('endless'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const [[socket], response] = await Promise.all([
      once(server, 'connection'),
      publicFetch(onLaptop, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    ]);

    const reader = response.body?.getReader();
    await reader?.read();

    await Promise.all([once(socket, 'close'), reader?.cancel()]);

    server.close();
  });

  it('stops with the reason of the job, before and while it waits', async () => {
    await using listener = await listenSilently();
    const stop = new AbortController();
    const job = jobIn({ local: true }, stop.signal);

    const asked = publicFetch(job, `http://127.0.0.1:${listener.port}/`);
    setImmediate(() => stop.abort(new Error('time is up')));

    await expect(asked).rejects.toThrow('time is up');
    await expect(publicFetch(job, 'https://10.0.0.1/')).rejects.toThrow('time is up');
  });
});

describe('the lookup of a request', () => {
  const lookUp = (surroundings: Surroundings, url: string, ...addresses: string[]) =>
    new Promise<(string | LookupAddress)[] | Error>((resolve) => {
      const guarded = guardLookup(resolverOf(addresses).resolve, judgeFor(new URL(url), surroundings));
      guarded(new URL(url).hostname, { all: true }, (error, found) => resolve(error ?? [found].flat()));
    });

  it('leaves only the public ones of several addresses', async () => {
    const found = await lookUp({ local: false }, 'https://mixed.example', '10.0.0.1', '8.8.8.8', '::1', '2600::1');

    expect(found).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2600::1', family: 6 },
    ]);
  });

  it('gives one address to who asks for one', async () => {
    const guarded = guardLookup(resolverOf(['10.0.0.1', '8.8.8.8']).resolve, (address) => address === '8.8.8.8');

    const found = await new Promise((resolve) => guarded('mixed.example', {}, (...answer) => resolve(answer)));

    expect(found).toEqual([null, '8.8.8.8', 4]);
  });

  it('leaves private ones, and never loopback or metadata, for a host that the partner allows', async () => {
    const surroundings = { local: false, allowedHosts: ['inside.example'] };
    const addresses = ['10.0.0.1', 'fd12::1', '127.0.0.1', '169.254.169.254', 'fd00:ec2::254'];

    const found = await lookUp(surroundings, 'https://inside.example', ...addresses);

    expect(found).toEqual([
      { address: '10.0.0.1', family: 4 },
      { address: 'fd12::1', family: 6 },
    ]);
    expect(await lookUp(surroundings, 'https://other.example', ...addresses)).toBeInstanceOf(Error);
    expect(await lookUp(surroundings, 'http://inside.example', ...addresses)).toBeInstanceOf(Error);
  });
});
