import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../lambda/archive/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { planted } from '../lambda/actions/planted-credentials.ts';
import { json, startServer } from '../lambda/actions/recording-server.ts';
import { timeLimit } from '../time-limit.ts';
import { artifactGuard, remoteRun, startLocalWorker } from './local-worker.ts';

const SERVICE_TOKEN = 'service-token-of-this-test';
const guard = { ...artifactGuard, owner: 'Custom' } as const;

describe('the shipped actions as custom actions, on the deployed bundles', { timeout: timeLimit(60_000) }, () => {
  let worker: Awaited<ReturnType<typeof startLocalWorker>>;

  beforeAll(async () => {
    worker = await startLocalWorker({ continuationDelaySeconds: 0 }, undefined, 'custom');
  }, timeLimit(60_000));

  afterAll(() => worker[Symbol.asyncDispose]());

  const writeFiles = async (name: string, content: string) => {
    const folder = join(worker.folder, name);
    await mkdir(folder);
    await writeFile(join(folder, 'deploy.env'), content);
    return folder;
  };

  it('read an input artifact and write an output artifact with the credentials of the job', async () => {
    const path = await writeFiles('clean', 'plain\n');

    const [job] = await worker.runJob({
      ...{ actionTypeId: guard, outputArtifacts: ['Report'] },
      inputArtifacts: [{ name: 'Source', path }],
    });

    expect(job?.status).toBe('Succeeded');
    const archive = openArchive(bufferSource(await readFile(job?.outputArtifacts[0]?.path ?? '')));
    const manifest = JSON.parse(Buffer.from(await archive.read('manifest.json')).toString());
    expect(manifest.files).toMatchObject([{ path: 'deploy.env', size: 6 }]);
  });

  it('fail in words for whoever reads the pipeline', async () => {
    const path = await writeFiles('leaky', planted.githubToken.text);

    const [job] = await worker.runJob({ actionTypeId: guard, inputArtifacts: [{ name: 'Source', path }] });

    expect(job?.failureDetails?.message).toContain('deploy.env:2 (github/GITHUB_TOKEN)');
  });

  it('live on from round to round with a secret of their configuration, which is never shown', async () => {
    await using service = await startServer(
      json({ id: 'run-7' }),
      json({ status: 'running', percentComplete: 40 }),
      json({ status: 'succeeded', summary: 'all green' }),
    );

    const rounds = await worker.runJob({
      actionTypeId: { ...remoteRun, owner: 'Custom' },
      configuration: { ServiceUrl: service.url, ServiceToken: SERVICE_TOKEN },
    });

    expect(rounds.map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(rounds.at(-1)?.executionDetails).toMatchObject({ summary: 'all green' });
    expect(service.requests.every(({ headers }) => headers['authorization']?.includes(SERVICE_TOKEN))).toBe(true);
    expect(worker.lines.join('\n')).not.toContain(SERVICE_TOKEN);
    // The control plane itself must know it; queue and ledger must not.
    for (const file of [...(await filesBelow('sqs')), ...(await filesBelow('dynamodb'))]) {
      expect((await readFile(file)).includes(SERVICE_TOKEN), file).toBe(false);
    }
  });

  it('are the only custom action types that there are', async () => {
    const mistyped = worker.services.controlPlane.jobs.submit({
      actionTypeId: { ...guard, provider: 'Artifact-Gard' },
    });

    await expect(mistyped).rejects.toThrow('Known are Test/Custom/Artifact-Guard/1, Test/Custom/Remote-Run/1');
  });

  async function filesBelow(name: string): Promise<string[]> {
    const entries = await readdir(join(worker.state, name), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    if (files.length === 0) throw new Error(`nothing is kept in ${name}`);
    return files;
  }
});
