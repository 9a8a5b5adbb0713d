import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildContainerHandler } from '../../../local/sam/prepare-functions.ts';
import { startRelay } from '../../../local/sam/relay.ts';
import { timeLimit } from '../../time-limit.ts';
import { temporaryFolder } from '../lambda/bundles.ts';

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const socketPath = async () => join(await temporaryFolder(), 'relay.sock');

/** A relay from a Unix socket to a port, which goes with the test. */
async function relayTo(port: number) {
  const path = await socketPath();
  const relay = await startRelay({ path }, { host: '127.0.0.1', port });
  onTestFinished(() => relay.close());
  return { path, relay };
}

describe('a relay', () => {
  it('carries bytes both ways and lets one side end before the other answers', async () => {
    const shout = createServer({ allowHalfOpen: true }, async (socket) => {
      socket.end((await text(socket)).toUpperCase());
    });
    const { path } = await relayTo(await portOf(shout));

    const socket = connect({ path, allowHalfOpen: true });
    socket.end('hear me');
    const answer = await text(socket);

    expect(answer).toBe('HEAR ME');
  });

  it('ends the connection when nothing listens behind it', async () => {
    const port = await freePort();
    const { path } = await relayTo(port);

    const socket = connect({ path });
    const [broken] = await once(socket, 'close');

    expect(broken).toBe(false);
  });

  it('ends open connections when it is closed', async () => {
    const { path, relay } = await relayTo(await portOf(createServer(() => {})));
    const socket = connect({ path });
    await once(socket, 'connect');
    socket.resume().on('error', () => {});

    await Promise.all([once(socket, 'close'), relay.close()]);

    expect(socket.destroyed).toBe(true);
  });
});

describe('the handler in a container', () => {
  it('makes a service answer on 127.0.0.1 under its own host name, as sam has a debugger too, and lets the process end', async () => {
    const service = createHttpServer(({ headers }, response) => void response.end(`asked for ${headers.host}`));
    const { path } = await relayTo(await portOf(service));
    const port = await freePort();
    const folder = await temporaryFolder();
    await buildContainerHandler(join(folder, 'container.mjs'));
    await writeFile(
      join(folder, 'index.mjs'),
      `const { AWS_ACCESS_KEY_ID: key, AWS_REGION: region, AWS_SESSION_TOKEN: token } = process.env;
      const answer = await (await fetch('http://127.0.0.1:${port}', { headers: { connection: 'close' } })).text();
      export const handler = async () => [answer, key, region, token ?? 'no token'].join(', ');`,
    );

    const code = `const { handler } = await import(${JSON.stringify(join(folder, 'container.mjs'))});
      process.stdout.write(await handler());`;
    const env = {
      LOCAL_SERVICES: JSON.stringify({ [port]: { path } }),
      // sam's own, in the place of those of the template.
      NODE_OPTIONS: '--max-http-header-size=81920',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_REGION: 'eu-west-1',
      AWS_SESSION_TOKEN: 'of the caller',
    };
    const args = ['--input-type=module', '--eval', code];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: timeLimit(60_000) });

    expect(stdout).toBe(`asked for 127.0.0.1:${port}, test, us-east-1, no token`);
  });
});
