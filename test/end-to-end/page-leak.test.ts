import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { json, startServer } from '../lambda/actions/recording-server.ts';
import { openEvents } from '../local/events/event-stream.ts';
import { timeLimit } from '../time-limit.ts';
import { noncesIn, secretsOf, watchSessions } from './issued-secrets.ts';
import { artifactGuard, startLocalWorker } from './local-worker.ts';

/** Every way to the control plane that a page has to read from it. */
async function readEverything(url: string, jobIds: readonly string[]): Promise<Record<string, string>> {
  const paths = jobIds.flatMap((jobId) => [
    ...[`/_local/jobs/${jobId}`, `/_local/jobs/${jobId}/findings`],
    ...['input/Source', 'output/Report'].flatMap((artifact) => [
      `/_local/jobs/${jobId}/artifacts/${artifact}/contents`,
      ...[0, 1, 2].map((entry) => `/_local/jobs/${jobId}/artifacts/${artifact}/text?entry=${entry}`),
    ]),
  ]);
  const read = async (path: string) => [path, await (await fetch(`${url}${path}`)).text()] as const;
  const texts = Object.fromEntries(
    await Promise.all(['/', '/_local/jobs', '/_local/actions', '/_local/settings', ...paths].map(read)),
  );
  for (const query of ['', ...jobIds.map((jobId) => `?job=${jobId}`)]) {
    const stream = await openEvents(url, query);
    await stream.until(({ kind }) => kind === 'job' || kind === 'ledger');
    texts[`events ${query}`] = stream.text();
  }
  return texts;
}

it('sends no secret to the page, wherever it was planted', { timeout: timeLimit(120_000) }, async () => {
  const secrets = {
    clientToken: `client-token-${randomUUID()}`,
    configuration: `configured-${randomUUID()}`,
    continuationToken: `continuation-${randomUUID()}`,
  };
  await using worker = await startLocalWorker();
  const { controlPlane } = worker.services;
  // It gives the secret back, so that the action writes it into its log, its summary and its outcome.
  await using echo = await startServer(json({ id: secrets.configuration }));
  const clientId = randomUUID();
  await controlPlane.jobs.putClient(clientId, secrets.clientToken);
  const path = join(worker.folder, 'input');
  await mkdir(path);
  await writeFile(join(path, `${secrets.configuration}.txt`), `one ${secrets.configuration}\n`);
  await writeFile(join(path, 'other.txt'), `two ${secrets.clientToken}\n`);

  const stopWatching = watchSessions();
  const job = {
    clientId,
    actionTypeId: artifactGuard,
    inputArtifacts: [{ name: 'Source', path }],
    outputArtifacts: ['Report'],
    configuration: { ReportUrl: echo.url, ReportToken: secrets.configuration },
  };
  const rounds = await Promise.all([
    worker.runJob(job),
    worker.runJob({ ...job, continuationToken: secrets.continuationToken }),
    worker.runJob({ ...job, configuration: { ...job.configuration, FailOn: secrets.configuration } }),
  ]);
  const texts = await readEverything(
    controlPlane.url,
    rounds.flat().map(({ jobId }) => jobId),
  );

  const sessions = await secretsOf(stopWatching(), worker.state);
  const nonces = noncesIn(worker.state);

  expect(sessions.length).toBeGreaterThan(2);
  expect(nonces.length).toBeGreaterThan(2);
  const all = Object.values(texts).join('');
  for (const kind of ['call', 'log', 'ledger', 'made', 'status', 'invocation'])
    expect(all).toContain(`"kind":"${kind}"`);
  expect(all).toContain('***');
  for (const secret of [...Object.values(secrets), ...sessions, ...nonces]) {
    for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) {
      const found = Object.entries(texts).filter(([, text]) => text.includes(form));
      expect(
        found.map(([place]) => place),
        `${secret.slice(0, 12)}…`,
      ).toEqual([]);
    }
  }
});
