import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startControlPlane } from '../../../local/codepipeline/control-plane.ts';
import { acknowledge, acknowledged, details, dispatched, poll, putSuccess } from './call-as-worker.ts';
import { CLIENT_ID, CLIENT_TOKEN, createClient, type Plane, startPlane, temporaryFolder } from './start-plane.ts';

/** Closes a control plane and starts another on the same file. */
async function restart({ close, clock, issuer, artifacts }: Plane, file: string) {
  await close();
  const clients: string[][] = [];
  const plane = await startControlPlane({
    port: 0,
    file,
    clock,
    issuer,
    artifacts,
    onClient: async (...client) => void clients.push(client),
  });
  onTestFinished(() => plane.close());
  return { ...plane, client: createClient(plane.url), clients };
}

describe('a control plane on a file', () => {
  it('has every job as it was after a restart', async () => {
    const file = join(await temporaryFolder(), 'jobs.sqlite');
    const before = await startPlane({ file });
    const submissions = Array.from({ length: 4 }, () => before.submit({ outputArtifacts: ['Out'] }));
    const [finished = '', running = '', offered = ''] = await Promise.all(submissions);
    await acknowledged(before.client, finished);
    await putSuccess(before.client, finished, 'next');
    await acknowledge(before.client, running, (await details(before.client, running)).nonce ?? '');
    const nonce = await dispatched(before.client, offered);
    const list = await before.jobs.list();

    const after = await restart(before, file);

    expect(await after.jobs.list()).toEqual(list);
    expect(list).toHaveLength(5);
    await putSuccess(after.client, running);
    expect(await acknowledge(after.client, offered, nonce)).toBe('InProgress');
  });

  it('still knows its clients and action types, and tells of the clients', async () => {
    const file = join(await temporaryFolder(), 'jobs.sqlite');
    const before = await startPlane({ file });
    const jobId = await before.submit();

    const after = await restart(before, file);

    expect(after.clients).toEqual([[CLIENT_ID, CLIENT_TOKEN]]);
    expect(await poll(after.client)).toEqual([jobId]);
  });

  it('does what time did while it was down', async () => {
    const file = join(await temporaryFolder(), 'jobs.sqlite');
    const before = await startPlane({ file });
    const jobId = await before.submit();
    before.clock.advance(3600);

    const after = await restart(before, file);

    expect((await after.jobs.show(jobId)).status).toBe('TimedOut');
  });

  it('lets nobody but the owner read the file', async () => {
    const file = join(await temporaryFolder(), 'jobs.sqlite');
    await startPlane({ file });

    const modes = [file, `${file}-wal`].map(async (path) => (await stat(path)).mode & 0o777);

    expect(await Promise.all(modes)).toEqual([0o600, 0o600]);
  });

  it('refuses a file of another version', async () => {
    const file = join(await temporaryFolder(), 'jobs.sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();

    await expect(startPlane({ file })).rejects.toThrow(`${file} has version 99 of the job tables`);
  });
});

describe('closing a control plane', () => {
  it('may be done twice and ends what waits for a job', async () => {
    const { jobs, close, submit } = await startPlane();
    const waiting = jobs.waitFor(await submit(), ['Succeeded']);
    const outcome = expect(waiting).rejects.toThrow('The control plane was closed');

    await Promise.all([close(), close()]);

    await outcome;
  });
});

describe('a taken port', () => {
  it('is named', async () => {
    const { port, issuer, artifacts } = await startPlane();

    await expect(startControlPlane({ port, issuer, artifacts })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`);
  });
});
