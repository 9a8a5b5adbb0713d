import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { bufferSource } from '../../lambda/archive/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { integrations, ownerOf } from '../../model/integration.ts';
import { json, startServer } from '../lambda/actions/recording-server.ts';
import { timeLimit } from '../time-limit.ts';
import { noncesIn, secretsOf, watchSessions } from './issued-secrets.ts';
import { artifactGuard, remoteRun, startLocalWorker } from './local-worker.ts';

/** Hard to hide: it looks different in each encoding. */
const makeSecret = (what: string) => `${what}"${randomUUID()}"+/&`;

const TITLE = 'a worker of %s actions shows no secret in any log line, message, table, report, answer or file';

it.each(integrations)(TITLE, { timeout: timeLimit(90_000) }, async (integration) => {
  const secrets = {
    clientToken: `${makeSecret('client')} é`,
    reportToken: makeSecret('report'),
    serviceToken: makeSecret('service'),
    continuationToken: `${makeSecret('continuation')} é`,
  };
  await using worker = await startLocalWorker({ continuationDelaySeconds: 0 }, undefined, integration);
  const stopWatching = watchSessions();
  // A service that gives the token back wherever it can.
  await using echo = await startServer(json({ id: secrets.reportToken }));
  await using angry = await startServer({ status: 400, body: `bad token ${secrets.serviceToken}` });
  await using slow = await startServer(
    json({ id: 'run-1' }),
    json({ status: 'failed', summary: secrets.serviceToken }),
  );
  const owner = ownerOf[integration];
  const ofClient = integration === 'third-party' ? { clientId: randomUUID() } : {};
  if (ofClient.clientId) await worker.services.controlPlane.jobs.putClient(ofClient.clientId, secrets.clientToken);
  const path = join(worker.folder, 'input');
  await mkdir(path);
  await writeFile(join(path, 'a.txt'), 'nothing secret\n');

  const scan = {
    ...ofClient,
    actionTypeId: { ...artifactGuard, owner },
    inputArtifacts: [{ name: 'Source', path }],
    outputArtifacts: ['Report'],
  };
  const configuration = { ReportUrl: echo.url, ReportToken: secrets.reportToken };
  const run = { ...ofClient, actionTypeId: { ...remoteRun, owner } };
  await Promise.all([
    worker.runJob({ ...scan, configuration, continuationToken: secrets.continuationToken }),
    worker.runJob({ ...scan, continuationToken: secrets.continuationToken }),
    worker.runJob({ ...scan, configuration: { ...configuration, FailOn: secrets.reportToken } }),
    worker.runJob({ ...run, configuration: { ServiceUrl: angry.url, ServiceToken: secrets.serviceToken } }),
    worker.runJob({ ...run, configuration: { ServiceUrl: slow.url, ServiceToken: secrets.serviceToken } }),
  ]);

  const sessions = await secretsOf(stopWatching(), worker.state);
  const nonces = noncesIn(worker.state);
  const places = {
    logs: worker.lines,
    ledger: [JSON.stringify(await scanTable(worker.services.dynamodb.url, 'ledger'))],
    answers: await answersOf(worker.services.controlPlane.url),
    reports: [echo, angry, slow].flatMap(({ requests }) => requests.map(({ url, body }) => `${url} ${body}`)),
    outputs: await outputsOf(worker),
    files: (await filesBelow(worker.folder)).filter(({ isQueue }) => !isQueue).map(({ text }) => text),
    queue: (await filesBelow(worker.folder)).filter(({ isQueue }) => isQueue).map(({ text }) => text),
  };
  expect(sessions.length).toBeGreaterThan(0);
  expect(nonces.length).toBeGreaterThan(4);
  for (const texts of Object.values(places)) expect(texts.join('').length).toBeGreaterThan(100);
  for (const secret of [...Object.values(secrets), ...sessions, ...nonces]) {
    for (const form of formsOf(secret)) {
      const found = Object.entries(places)
        .filter(([, texts]) => texts.some((text) => text.includes(form)))
        // The nonce of a custom action travels in its message, and is of no use to who may not acknowledge jobs.
        .filter(([place]) => !(integration === 'custom' && place === 'queue' && nonces.includes(secret)));
      expect(
        found.map(([place]) => place),
        `${secret} as ${form}`,
      ).toEqual([]);
    }
  }
});

const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
];

async function scanTable(endpoint: string, TableName: string) {
  const client = new DynamoDBClient({ endpoint });
  return (await client.send(new ScanCommand({ TableName }))).Items;
}

async function answersOf(url: string): Promise<string[]> {
  const jobs = await (await fetch(`${url}/_local/jobs`)).text();
  const ids = JSON.parse(jobs).map(({ jobId }: { jobId: string }) => `/_local/jobs/${jobId}`);
  const paths = ['/', '/_local/settings', ...ids];
  return [jobs, ...(await Promise.all(paths.map(async (path) => (await fetch(`${url}${path}`)).text())))];
}

async function outputsOf({ services }: Awaited<ReturnType<typeof startLocalWorker>>): Promise<string[]> {
  const texts: string[] = [];
  for (const { outputArtifacts } of await services.controlPlane.jobs.list()) {
    for (const { path } of outputArtifacts) {
      if (path === undefined) continue;
      const archive = openArchive(bufferSource(await readFile(path)));
      for await (const entry of archive.entries()) texts.push(Buffer.from(await entry.bytes()).toString());
    }
  }
  return texts;
}

/** All but the stores that exist to hold secrets: the control plane's own, the clients' table, the master key. */
async function filesBelow(folder: string): Promise<{ text: string; isQueue: boolean }[]> {
  const keepers = /codepipeline\.sqlite|master\.key|[/\\]dynamodb[/\\]/;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = async (path: string) => ({ text: await readFile(path, 'latin1'), isQueue: /[/\\]sqs[/\\]/.test(path) });
  return Promise.all(paths.filter((path) => !keepers.test(path)).map(read));
}
