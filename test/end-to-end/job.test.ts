import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../lambda/archive/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { few } from '../few.ts';
import { planted } from '../lambda/actions/planted-credentials.ts';
import { json, startServer } from '../lambda/actions/recording-server.ts';
import { timeLimit } from '../time-limit.ts';
import { artifactGuard, remoteRun, startLocalWorker } from './local-worker.ts';

describe('a job on the deployed bundles', { timeout: timeLimit(60_000), concurrent: true }, () => {
  let worker: Awaited<ReturnType<typeof startLocalWorker>>;

  beforeAll(async () => {
    worker = await startLocalWorker({ continuationDelaySeconds: 0 });
  }, timeLimit(60_000));

  afterAll(() => worker[Symbol.asyncDispose]());

  const writeFiles = async (files: Record<string, string | Uint8Array>) => {
    const folder = join(worker.folder, randomUUID());
    await mkdir(folder);
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return folder;
  };

  it('is polled, claimed, scanned and reported, and its output artifact lists every file', async () => {
    const path = await writeFiles({ 'a.txt': 'plain\n', 'b.bin': new Uint8Array([1, 0, 2]) });

    const [job] = await worker.runJob({
      actionTypeId: artifactGuard,
      inputArtifacts: [{ name: 'Source', path }],
      outputArtifacts: ['Report'],
      encryptionKey: { id: 'arn:aws:kms:us-east-1:111122223333:key/4f1c', type: 'KMS' },
    });

    expect(job?.transitions.map(({ status }) => status)).toEqual([
      'Created',
      'Queued',
      'Dispatched',
      'InProgress',
      'Succeeded',
    ]);
    const archive = openArchive(bufferSource(await readFile(job?.outputArtifacts[0]?.path ?? '')));
    const manifest = JSON.parse(Buffer.from(await archive.read('manifest.json')).toString());
    expect(manifest.files.map(({ path, size }: { path: string; size: number }) => [path, size])).toEqual([
      ['a.txt', 6],
      ['b.bin', 3],
    ]);
  });

  it('takes a tar.gz as well as a zip, and its output artifact lists every file', async () => {
    const tar = await packTar([
      { header: { name: 'docs/', type: 'directory', size: 0 } },
      { header: { name: 'docs/a.txt', size: 6 }, body: 'plain\n' },
      { header: { name: 'large.bin', size: 6 * 1024 * 1024 }, body: randomBytes(6 * 1024 * 1024) },
      { header: { name: 'link', type: 'symlink', linkname: 'docs/a.txt', size: 0 } },
    ]);
    const path = join(worker.folder, 'source.tar.gz');
    await writeFile(path, gzipSync(tar));

    const [job] = await worker.runJob({
      actionTypeId: artifactGuard,
      inputArtifacts: [{ name: 'Source', path }],
      outputArtifacts: ['Report'],
    });

    expect(job?.failureDetails).toBeUndefined();
    const archive = openArchive(bufferSource(await readFile(job?.outputArtifacts[0]?.path ?? '')));
    const manifest = JSON.parse(Buffer.from(await archive.read('manifest.json')).toString());
    expect(manifest.files).toEqual([
      expect.objectContaining({ path: 'docs/a.txt', size: 6, scan: 'scanned' }),
      expect.objectContaining({ path: 'large.bin', size: 6 * 1024 * 1024, scan: 'too large' }),
      expect.objectContaining({ path: 'link', scan: 'symbolic link' }),
    ]);
  });

  it('finds leaked credentials in a tar', async () => {
    const { text } = planted.githubToken;
    const tar = await packTar([{ header: { name: 'deploy.env', size: Buffer.byteLength(text) }, body: text }]);
    const path = join(worker.folder, 'leaky.tar');
    await writeFile(path, tar);

    const [job] = await worker.runJob({ actionTypeId: artifactGuard, inputArtifacts: [{ name: 'Source', path }] });

    expect(job?.failureDetails?.message).toContain('deploy.env:2 (github/GITHUB_TOKEN)');
  });

  it('fails with the places of leaked credentials, and leaves its report on this machine, without what was found', async () => {
    const path = await writeFiles({ 'deploy.env': planted.githubToken.text });

    const inputArtifacts = [{ name: 'Source', path }];

    const [job] = await worker.runJob({ actionTypeId: artifactGuard, inputArtifacts, outputArtifacts: ['Report'] });
    const answer = await fetch(`${worker.services.controlPlane.url}/_local/jobs/${job?.jobId}/findings`);
    const findings = await answer.text();

    expect(job).toMatchObject({
      status: 'Failed',
      failureDetails: {
        type: 'JobFailed',
        message: expect.stringContaining('deploy.env:2 (github/GITHUB_TOKEN)'),
      },
    });
    expect(worker.lines.join('\n')).not.toContain(planted.githubToken.secret);
    expect(job?.outputArtifacts).toMatchObject([{ name: 'Report', path: expect.any(String) }]);
    expect(JSON.parse(findings)).toMatchObject([{ level: 'error', file: 'deploy.env', line: 2 }]);
    expect(findings).not.toContain(planted.githubToken.secret);
  });

  it("lives on in one new job a round for as long as the partner's run takes", async () => {
    await using service = await startServer(
      json({ id: 'run-7' }),
      json({ status: 'running', percentComplete: 40, summary: 'under way' }),
      json({ status: 'running', percentComplete: 80 }),
      json({ status: 'succeeded', summary: 'all green' }),
    );

    const rounds = await worker.runJob({
      actionTypeId: remoteRun,
      configuration: { ServiceUrl: service.url, ServiceToken: 'service-token-of-this-test' },
    });

    expect(rounds.map(({ executionDetails }) => executionDetails)).toEqual([
      { externalExecutionId: 'run-7', percentComplete: 0 },
      { externalExecutionId: 'run-7', percentComplete: 40, summary: 'under way' },
      { externalExecutionId: 'run-7', percentComplete: 80 },
      { externalExecutionId: 'run-7', percentComplete: 100, summary: 'all green' },
    ]);
    expect(new Set(rounds.map(({ jobId }) => jobId)).size).toBe(4);
  });

  it('of three customers succeeds while the token of a fourth is refused', async ({ expect }) => {
    const path = await writeFiles({ 'a.txt': 'plain\n' });
    const { controlPlane, dynamodb } = worker.services;
    const clientIds = Array.from({ length: 4 }, () => randomUUID());
    for (const clientId of clientIds) await controlPlane.jobs.putClient(clientId, `token of ${clientId}`);
    const [refused = '', ...others] = clientIds;
    await dynamodb.putClient(refused, 'a token that CodePipeline does not accept');

    const refusedJob = await controlPlane.jobs.submit({
      clientId: refused,
      actionTypeId: artifactGuard,
      inputArtifacts: [{ name: 'Source', path }],
    });
    const rounds = await Promise.all(
      others.map((clientId) =>
        worker.runJob({ clientId, actionTypeId: artifactGuard, inputArtifacts: [{ name: 'Source', path }] }),
      ),
    );

    expect(rounds.flat().map(({ status }) => status)).toEqual(Array(3).fill('Succeeded'));
    await expect.poll(() => worker.lines.filter((line) => line.includes('JobsUnreportable'))).toHaveLength(1);
    expect((await controlPlane.jobs.show(refusedJob.jobId)).status).toBe('Dispatched');
  });

  const broken: [string, Buffer, RegExp][] = [
    ['has a file outside of itself', zipOf('../evil.txt'), /\.\.\/evil\.txt/],
    ['is empty', Buffer.alloc(0), /empty/i],
    ['is no archive', Buffer.from('just a text, no archive at all'), /zip/i],
    ['is a tar.gz that is cut off', gzipSync(Buffer.alloc(10_240)).subarray(0, -1), /cut off/],
  ];
  it.each(few(1, broken))(
    'fails with a sentence for the customer when its input %s',
    async (_what, bytes, sentence) => {
      const path = join(worker.folder, `${randomUUID()}.zip`);
      await writeFile(path, bytes);

      const [job] = await worker.runJob({ actionTypeId: artifactGuard, inputArtifacts: [{ name: 'Source', path }] });

      expect(job?.failureDetails).toMatchObject({ type: 'JobFailed', message: expect.stringMatching(sentence) });
    },
  );

  it('fails with ConfigurationError when a property is wrong, naming it', async () => {
    const path = await writeFiles({ 'a.txt': 'plain\n' });

    const [job] = await worker.runJob({
      actionTypeId: artifactGuard,
      configuration: { FailOn: 'sometimes' },
      inputArtifacts: [{ name: 'Source', path }],
    });

    expect(job?.failureDetails).toEqual({
      type: 'ConfigurationError',
      message: 'Property "FailOn": allowed are error, warning, never (got "sometimes").',
    });
  });
});

/** A zip with one empty stored file of this name, whatever the name. */
function zipOf(name: string): Buffer {
  const bytes = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(bytes.length, 26);
  const directory = Buffer.alloc(46);
  directory.writeUInt32LE(0x02014b50);
  directory.writeUInt16LE(bytes.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length + bytes.length, 12);
  end.writeUInt32LE(local.length + bytes.length, 16);
  return Buffer.concat([local, bytes, directory, bytes, end]);
}
