import { execFile } from 'node:child_process';
import { request as requestHttp } from 'node:http';
import { Agent, type RequestOptions, request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Certificate, createCertificate, NoCertificate } from '../../../local/http/certificate.ts';
import { listen } from '../../../local/http/loopback.ts';

const hasOpenssl = await promisify(execFile)('openssl', ['version']).then(
  () => true,
  () => false,
);
const certificate = hasOpenssl ? await createCertificate() : undefined;

async function startServer(of: Certificate | undefined) {
  const errors: unknown[] = [];
  const server = await listen(
    async (request, response) => {
      let size = 0;
      for await (const chunk of request) size += chunk.length;
      response.end(`${request.method} ${size}`);
    },
    0,
    (error) => errors.push(error),
    { certificate: of },
  );
  onTestFinished(() => server.close());
  return { ...server, errors };
}

function ask(send: typeof requestHttps, options: RequestOptions & { port: number }, body = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const method = body === '' ? 'GET' : 'PUT';
    const outgoing = send({ host: '127.0.0.1', method, ...options }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve(`${answer.statusCode} ${text}`));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

describe.skipIf(!hasOpenssl)('a port with a certificate (needs openssl)', () => {
  it('answers https to who trusts the certificate, by address and by name, and http as before', async () => {
    const { port } = await startServer(certificate);
    const ca = certificate?.certificate;

    expect(await ask(requestHttps, { port, ca })).toBe('200 GET 0');
    expect(await ask(requestHttps, { port, ca, host: 'localhost' })).toBe('200 GET 0');
    expect(await ask(requestHttp, { port })).toBe('200 GET 0');
    await expect(ask(requestHttps, { port })).rejects.toThrow('self-signed certificate');
  });

  it('takes large bodies and many requests on one connection, and checks the Host header', async () => {
    const { port } = await startServer(certificate);
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ...(certificate && { ca: certificate.certificate }) });
    onTestFinished(() => agent.destroy());
    const body = 'x'.repeat(3_000_000);

    const answers = [await ask(requestHttps, { port, agent }, body), await ask(requestHttps, { port, agent }, body)];
    const headers = { host: 'evil.example' };
    const foreign = await ask(requestHttps, { port, agent, headers, checkServerIdentity: () => undefined });

    expect(answers).toEqual(['200 PUT 3000000', '200 PUT 3000000']);
    expect(foreign).toMatch(/^421 /);
  });

  it('survives who breaks off a handshake, and closes with connections that say nothing', async () => {
    const server = await startServer(certificate);
    const silent = connect(server.port, '127.0.0.1');
    const broken = connect(server.port, '127.0.0.1', () => broken.write(Buffer.from([0x16, 3, 1, 255, 255, 0])));
    const secure = connectTls({ port: server.port, host: '127.0.0.1', ca: certificate?.certificate ?? '' });
    await new Promise((resolve) => secure.once('secureConnect', resolve));
    const ends = [silent, broken, secure].map((socket) => {
      socket.on('error', () => {});
      return new Promise((resolve) => socket.once('close', resolve));
    });
    broken.resetAndDestroy();

    expect(await ask(requestHttp, { port: server.port })).toBe('200 GET 0');
    await server.close();
    await Promise.all(ends);

    expect(server.errors).toEqual([]);
  });
});

describe('a certificate', () => {
  it('cannot be made without openssl, which is told', async () => {
    await expect(createCertificate('no-such-openssl')).rejects.toThrow(NoCertificate);
    await expect(createCertificate('no-such-openssl')).rejects.toThrow('there is no openssl on the path');
  });
});
