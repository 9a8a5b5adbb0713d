import { request } from 'node:http';
import { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { acknowledged, details, poll } from './call-as-worker.ts';
import { ACTION_TYPE, CLIENT_ID, CLIENT_TOKEN, startPlane } from './start-plane.ts';

/** @param route Method and path, as `GET /_local/jobs`. */
async function call(url: string, route: string, body?: unknown, headers: Record<string, string> = {}) {
  const [method = '', path] = route.split(' ');
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) };
}

/** What the page was given when it was loaded. */
async function readChangeToken(url: string): Promise<string> {
  const html = await (await fetch(url)).text();
  return /name="change-token" content="([0-9a-f]{48})"/.exec(html)?.[1] ?? '';
}

describe('/_local/jobs', () => {
  it('takes a job and shows it', async () => {
    const plane = await startPlane();
    const inputArtifacts = [{ name: 'Source', path: await plane.file('source.zip', 'any bytes') }];
    const body = { clientId: CLIENT_ID, configuration: { Key: 'v' }, inputArtifacts, outputArtifacts: ['Report'] };

    const created = await call(plane.url, 'POST /_local/jobs', body);
    const shown = await call(plane.url, `GET /_local/jobs/${created.body.jobId}`);
    const listed = await call(plane.url, 'GET /_local/jobs');

    expect(created).toMatchObject({
      status: 201,
      body: { jobId: expect.stringMatching(/^[0-9a-f-]{36}$/), clientId: CLIENT_ID },
    });
    expect(created.headers.get('location')).toBe(`/_local/jobs/${created.body.jobId}`);
    expect(shown.body).toEqual({
      jobId: created.body.jobId,
      clientId: CLIENT_ID,
      actionTypeId: ACTION_TYPE,
      pipelineName: 'local-pipeline',
      stageName: 'Test',
      actionName: 'Action',
      status: 'Queued',
      transitions: ['Created', 'Queued'].map((status) => ({ status, at: '2030-01-01T00:00:00.000Z' })),
      inputArtifacts: [{ name: 'Source', size: 9, path: expect.stringContaining(plane.folder) }],
      outputArtifacts: [{ name: 'Report' }],
    });
    expect(listed.body).toEqual([shown.body]);
  });

  it('gives a job without a client id to the default client, whose token is random and told once', async () => {
    const clients: string[][] = [];
    const plane = await startPlane({ onClient: async (...client) => void clients.push(client) });

    const created = await call(plane.url, 'POST /_local/jobs', {});
    await call(plane.url, 'POST /_local/jobs', {});

    expect(clients).toEqual([
      [CLIENT_ID, CLIENT_TOKEN],
      [created.body.clientId, expect.stringMatching(/^.{40,}$/)],
    ]);
  });

  it('never shows a secret', async () => {
    const plane = await startPlane();
    const { jobId } = await plane.jobs.submit({
      clientId: CLIENT_ID,
      configuration: { ApiKey: 'secret-value-1' },
      continuationToken: 'secret-token-1',
      encryptionKey: { id: 'secret-key-id', type: 'KMS' },
    });
    const nonce = await acknowledged(plane.client, jobId);
    const credentials = (await details(plane.client, jobId)).data?.artifactCredentials;
    const failureDetails = { type: 'JobFailed', message: 'Bad' } as const;
    const put = { jobId, clientToken: CLIENT_TOKEN, failureDetails };
    await plane.client.send(new PutThirdPartyJobFailureResultCommand(put));

    const answers = await Promise.all([
      call(plane.url, 'GET /_local/jobs'),
      call(plane.url, `GET /_local/jobs/${jobId}`),
      call(plane.url, `PUT /_local/clients/${CLIENT_ID}`, { clientToken: 'secret-token-2' }),
      call(plane.url, 'POST /_local/jobs', { configuration: { ApiKey: 'secret-value-2'.repeat(100) } }),
      call(plane.url, 'POST /_local/jobs', { configuration: 'secret-value-3' }),
      call(plane.url, `PUT /_local/clients/${CLIENT_ID}`, { clientToken: 'secret-token-3'.repeat(100) }),
      call(plane.url, 'GET /_local/settings'),
    ]);

    const text = answers.map((answer) => answer.text).join();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 400, 400, 200]);
    for (const secret of ['secret-', CLIENT_TOKEN, nonce, ...Object.values(credentials ?? {})]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('/_local/clients', () => {
  it('makes a client known, and gives it another token', async () => {
    const clients: string[][] = [];
    const plane = await startPlane({ onClient: async (...client) => void clients.push(client) });
    const id = 'c1b2c3d4-0000-4000-8000-00000000000c';

    const first = await call(plane.url, `PUT /_local/clients/${id}`, { clientToken: 'first' });
    const { jobId } = await plane.jobs.submit({ clientId: id });
    await call(plane.url, `PUT /_local/clients/${id}`, { clientToken: CLIENT_TOKEN });
    await poll(plane.client);

    expect(first).toMatchObject({ status: 200, body: { clientId: id } });
    expect((await details(plane.client, jobId)).id).toBe(jobId);
    expect(clients.slice(1)).toEqual([
      [id, 'first'],
      [id, CLIENT_TOKEN],
    ]);
  });

  it('stores no client that could not be told of', async () => {
    const errors: unknown[] = [];
    const failure = new Error('table is down');
    const id = 'c1b2c3d4-0000-4000-8000-00000000000c';
    const plane = await startPlane({
      onClient: (clientId) => (clientId === id ? Promise.reject(failure) : Promise.resolve()),
      onError: (error) => errors.push(error),
    });

    const response = await fetch(`${plane.url}/_local/clients/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"clientToken":"token"}',
    });

    expect(response.status).toBe(500);
    expect(errors).toEqual([failure]);
    await expect(plane.jobs.submit({ clientId: id })).rejects.toThrow('is not known');
  });

  it.each([
    ['an id that is not a UUID in lower case', 'Client-1', { clientToken: 't' }, "Value at 'clientId'"],
    ['a missing token', CLIENT_ID, {}, "Value at 'clientToken' failed to satisfy constraint: Member must not be null"],
    ['a token of 257 characters', CLIENT_ID, { clientToken: 'x'.repeat(257) }, 'less than or equal to 256'],
    ['a number for a token', CLIENT_ID, { clientToken: 7 }, "Value at 'clientToken' must be a string"],
    ['another member', CLIENT_ID, { clientToken: 't', token: 't' }, 'has the member clientToken and no other'],
    ['a list', CLIENT_ID, [], 'The body must be a JSON object'],
  ])('refuses %s', async (_, clientId, body, message) => {
    const { url } = await startPlane();

    const answer = await call(url, `PUT /_local/clients/${clientId}`, body);

    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(message);
  });
});

describe('/_local/settings', () => {
  it('changes some rules, at once and together', async () => {
    const { url, submit, client } = await startPlane();
    await submit();
    await submit();

    const answer = await call(url, 'PUT /_local/settings', { batchSizeCap: 1, redeliverySeconds: 5 });
    const refused = await call(url, 'PUT /_local/settings', { batchSizeCap: 2, redeliverySeconds: -5 });
    const listed = await call(url, 'GET /_local/settings');

    const settingOf = (name: string) => listed.body.find((rule: { name: string }) => rule.name === name).value;
    expect(answer.status).toBe(200);
    expect(refused).toMatchObject({ status: 400, body: { message: expect.stringContaining('from 1 to 43200') } });
    expect(answer.body).toEqual(listed.body);
    expect([settingOf('batchSizeCap'), settingOf('redeliverySeconds')]).toEqual([1, 5]);
    expect(await poll(client)).toHaveLength(1);
  });
});

describe('any call below /_local/', () => {
  it.each([
    [404, 'GET', '/_local/jobs/unknown'],
    [404, 'GET', '/_local/other'],
    [405, 'DELETE', '/_local/jobs'],
    [405, 'POST', '/_local/settings'],
  ])('is answered %i for %s %s', async (status, method, path) => {
    const { url } = await startPlane();

    const answer = await call(url, `${method} ${path}`);

    expect(answer.status).toBe(status);
    expect(answer.body.message).not.toBe('');
  });

  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://example.com' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('is refused to %s', async (_, headers) => {
    const { url, jobs } = await startPlane();

    const written = await call(url, 'POST /_local/jobs', {}, headers);
    const read = await call(url, 'GET /_local/jobs', undefined, headers);

    expect([written.status, read.status]).toEqual([403, 403]);
    expect(await jobs.list()).toEqual([]);
  });

  it('is taken from the own page, which shows the token of this start', async () => {
    const plane = await startPlane();
    const ofPage = { origin: plane.url, 'sec-fetch-site': 'same-origin' };
    const token = await readChangeToken(plane.url);

    const withToken = await call(plane.url, 'POST /_local/jobs', {}, { ...ofPage, 'x-change-token': token });
    const without = await call(plane.url, 'POST /_local/jobs', {}, ofPage);
    const withAnother = await call(plane.url, 'PUT /_local/settings', {}, { ...ofPage, 'x-change-token': 'old' });

    expect([withToken.status, without.status, withAnother.status]).toEqual([201, 403, 403]);
    expect(without.body.message).toMatch(/^The header X-Change-Token is missing.*<meta name="change-token">/);
    expect(withAnother.body.message).toContain('reload the page');
    expect(await plane.jobs.list()).toHaveLength(1);
  });

  it.each([
    'POST /_local/drops',
    'POST /_local/jobs/x/kill',
    'POST /_local/jobs/x/again',
    'PUT /_local/faults',
    'POST /_local/clock',
  ])('is refused without the token from any program: %s', async (route) => {
    const { url } = await startPlane();

    expect((await call(url, route, {})).status).toBe(403);
  });

  it.each([
    [415, 'text', 'text/plain'],
    [400, '{', 'application/json'],
    [413, 'x'.repeat(1024 * 1024 + 1), 'application/json'],
  ])('is answered %i for a body it does not take', async (status, body, contentType) => {
    const { url } = await startPlane();

    const answer = await call(url, 'POST /_local/jobs', body, { 'content-type': contentType });

    expect(answer.status).toBe(status);
  });

  it('is refused to a host name that only resolves to this machine', async () => {
    const { port } = await startPlane();
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();

    const headers = { host: `rebound.example.com:${port}` };
    request({ port, host: '127.0.0.1', path: '/_local/jobs', headers }, (response) => resolve(response.statusCode))
      .on('error', reject)
      .end();

    expect(await promise).toBe(421);
  });
});

describe('the action type of a job', () => {
  it('must be given where there is no default', async () => {
    const { url } = await startPlane({ actionTypes: [] });

    const without = await call(url, 'POST /_local/jobs', {});
    const withOne = await call(url, 'POST /_local/jobs', { actionTypeId: ACTION_TYPE });

    expect(without).toMatchObject({ status: 400, body: { message: expect.stringContaining('actionTypeId') } });
    expect(withOne.status).toBe(201);
  });
});
