import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  BodyTooLarge,
  type Handle,
  type ListenOptions,
  listen,
  PortInUse,
  readBody,
} from '../../../local/http/loopback.ts';
import { isLoopback } from '../../../model/local/loopback.ts';
import { send } from '../s3/signed-request.ts';

async function start(handle: Handle, onError?: (error: unknown) => void, options?: ListenOptions) {
  const server = await listen(handle, 0, onError, options);
  onTestFinished(() => server.close());
  return server;
}

const greet: Handle = (_request, response) => {
  response.end('hello');
};

describe('listen', () => {
  it('answers requests to 127.0.0.1, localhost and ::1', async () => {
    const server = await start(greet);

    const answers = await Promise.all(
      [`127.0.0.1:${server.port}`, 'localhost', 'LOCALHOST:80', '127.1.2.3', '[::1]:4511'].map((host) =>
        send(server.url, { headers: { host } }),
      ),
    );

    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(5).fill([200, 'hello']));
  });

  it('answers 421 to two Host headers, of which others may have read the other one', async () => {
    const server = await start(greet);
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');

    const [answer] = await once(socket, 'data');

    expect(String(answer)).toMatch(/^HTTP\/1\.1 421 /);
    socket.destroy();
  });

  it('answers 421 to any other Host header without calling the handler', async () => {
    let calls = 0;
    const server = await start((_request, response) => {
      calls += 1;
      response.end();
    });

    const hosts = [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '10.0.0.1',
    ];
    const answers = await Promise.all(hosts.map((host) => send(server.url, { headers: { host } })));

    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(421));
    expect(calls).toBe(0);
  });

  it('cannot be reached through another address of the machine', async () => {
    const server = await start(greet);
    const address = Object.values(networkInterfaces())
      .flat()
      .find((candidate) => candidate?.family === 'IPv4' && !candidate.internal)?.address;

    const socket = connect(server.port, address ?? '127.0.0.2');
    const [error] = await once(socket, 'error');

    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says which port another server has', async () => {
    const server = await start(greet);

    const second = listen(greet, server.port);

    await expect(second).rejects.toThrow(PortInUse);
    await expect(second).rejects.toMatchObject({
      port: server.port,
      message: expect.stringContaining(`Port ${server.port} `),
    });
  });

  it('answers 500 without details when the handler throws, and hands the error over', async () => {
    const errors: unknown[] = [];
    const server = await start(
      (request) => {
        if (request.url === '/now') throw new Error('a secret of this machine');
        return Promise.reject(new Error('a later secret'));
      },
      (error) => errors.push(error),
    );

    const answers = [await send(server.url, { path: '/now' }), await send(server.url, { path: '/later' })];

    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(2).fill([500, 'Internal error.\n']));
    expect(errors).toMatchObject([{ message: 'a secret of this machine' }, { message: 'a later secret' }]);
  });

  it('breaks the connection when the handler throws within an answer', async () => {
    const server = await start((_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half');
      throw new Error('broken');
    });

    await expect(send(server.url, {})).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('ends open connections when it is closed, and may be closed twice', async () => {
    const server = await listen(greet, 0);
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');

    const closed = once(socket, 'close');
    await server.close();
    await server.close();

    await closed;
    await expect(send(server.url, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('readBody', () => {
  it('gives a body of just the size allowed', async () => {
    const server = await start(async (request, response) => {
      response.end(await readBody(request, 5));
    });

    const { body } = await send(server.url, { method: 'POST', body: 'hello' });

    expect(body).toBe('hello');
  });

  it('refuses a body over the size allowed, and the connection serves the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ports = new Set<number | undefined>();
    const server = await start(async (request, response) => {
      ports.add(request.socket.remotePort);
      try {
        response.end(await readBody(request, 1000));
      } catch (error) {
        response.writeHead(413).end(error instanceof BodyTooLarge ? error.message : 'another error');
      }
    });

    const refused = await send(server.url, { method: 'POST', body: Buffer.alloc(1_000_000), agent });
    const next = await send(server.url, { method: 'POST', body: 'next', agent });

    expect([refused.status, refused.body]).toEqual([413, 'The request body is over 1000 bytes']);
    expect([next.body, ports.size]).toEqual(['next', 1]);
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.255.0.9', 'localhost', 'LocalHost', '::1', '[::1]'])('takes %s', (name) => {
    expect(isLoopback(name)).toBe(true);
  });

  it.each(['', '0.0.0.0', '128.0.0.1', '127.0.0.1.example', '127.evil.example', 'localhost.', '::2', 'example.com'])(
    'does not take "%s"',
    (name) => {
      expect(isLoopback(name)).toBe(false);
    },
  );
});

describe('a request body', () => {
  const head = 'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\n\r\n';

  it('of which nothing more comes is given up, and its connection dropped', async () => {
    const reading = Promise.withResolvers<unknown>();
    const handle: Handle = (request) => readBody(request, 100).then(reading.resolve, reading.reject);
    const server = await start(handle, undefined, { maxPause: 50 });
    const socket = connect(server.port, '127.0.0.1');
    const closed = once(socket, 'close');

    socket.write(`${head}half`);

    await expect(reading.promise).rejects.toMatchObject({ code: 'ECONNRESET' });
    await closed;
  });

  it('may go on after an answer that came early, although the connection is the last, and then it ends', async () => {
    const server = await start((_request, response) => {
      response.end('refused');
    });
    const socket = connect(server.port, '127.0.0.1');
    const states: string[] = [];
    socket.once('end', () => states.push('end'));

    socket.write(head.replace('host', 'connection: close\r\nhost'));
    const [answer] = await once(socket, 'data');
    states.push('answer');
    socket.write('half');
    await setTimeout(50);
    states.push('body');
    socket.write(' hello');
    await once(socket, 'close');

    expect(String(answer)).toMatch(/refused$/);
    expect(states).toEqual(['answer', 'body', 'end']);
  });

  it('may take as long as it likes while it goes on, and so may the answer', async () => {
    const server = await start(
      async (request, response) => {
        const body = await readBody(request, 100);
        await setTimeout(300);
        response.end(body);
      },
      undefined,
      { maxPause: 200 },
    );
    const socket = connect(server.port, '127.0.0.1');

    socket.write(head);
    for (const sign of '0123456789') {
      await setTimeout(40);
      socket.write(sign);
    }
    const [answer] = await once(socket, 'data');

    expect(String(answer)).toContain('0123456789');
    socket.destroy();
  });
});
