import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { execute } from '../../command/command.ts';
import { submitCommand } from '../../local/program/submit-command.ts';

const SECRET = 'a-secret-of-the-configuration';
const ACTION = {
  type: { category: 'Test', owner: 'ThirdParty', provider: 'Scan', version: '1' },
  inputs: { minimum: 0, maximum: 1 },
  outputs: { minimum: 0, maximum: 0 },
  properties: [{ name: 'Token', description: 'A token.', required: true, secret: true }],
};

/** A server of somebody else, with all that was sent to it. */
async function startServer(answer: RequestListener) {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(`${request.method} ${request.url} ${Buffer.concat(await request.toArray()).toString()}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, received };
}

async function submitTo(port: number, env: Record<string, string> = { PARTNER_ACTION_SET_Token: SECRET }) {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text) };
  const code = await execute(submitCommand, ['--port', String(port)], {
    env,
    stdin: Readable.from([]),
    stdout: stream,
    stderr: stream,
  });
  return { code, printed: lines.join('') };
}

describe('submit to a port that another program has', () => {
  it.each([301, 302, 303, 307, 308])('sends nothing on to where an answer of %i points', async (status) => {
    const elsewhere = await startServer((_, response) => response.end('{}'));
    const other = await startServer(({ url }, response) => {
      if (url === '/_local/actions') response.end(JSON.stringify([ACTION]));
      else response.writeHead(status, { location: `http://127.0.0.1:${elsewhere.port}/` }).end();
    });

    const ended = await submitTo(other.port);

    expect(ended).toEqual({ code: 1, printed: `Port ${other.port} of 127.0.0.1 answered with ${status}.\n` });
    expect(elsewhere.received).toEqual([]);
  });

  it('takes a secret property for not given whose name every object has', async () => {
    const [property] = ACTION.properties;
    const action = { ...ACTION, properties: [{ ...property, name: 'constructor' }] };
    const other = await startServer((_, response) => response.end(JSON.stringify([action])));

    const { code, printed } = await submitTo(other.port, {});

    expect({ code, printed }).toEqual({ code: 2, printed: expect.stringContaining('--set constructor=') });
  });

  it.each([
    '{}',
    'null',
    '[{}]',
    '[null]',
    '<html>',
    '',
    '[{"type":{"provider":1},"inputs":{},"outputs":{},"properties":[]}]',
  ])('says that it is not a control plane, and sends it no secret (%s)', async (text) => {
    const other = await startServer((_, response) => response.end(text));

    const ended = await submitTo(other.port);

    expect(ended).toEqual({
      code: 1,
      printed: expect.stringMatching(/^What answers on port \d+ of 127.* See --port\.\n$/),
    });
    expect(other.received.join()).not.toContain(SECRET);
  });

  it('shows what it says as text, without what a terminal obeys', async () => {
    const other = await startServer((_, response) =>
      response.writeHead(409).end(JSON.stringify({ message: '\u001b[2Jgone\u202e' })),
    );

    expect(await submitTo(other.port)).toEqual({ code: 1, printed: '\\u001b[2Jgone\\u202e\n' });
  });
});
