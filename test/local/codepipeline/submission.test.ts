import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { JobSubmission } from '../../../local/codepipeline/local-api/submission.ts';
import { acknowledged, details, dispatched, poll, putSuccess } from './call-as-worker.ts';
import { ACTION_TYPE, CLIENT_ID, startPlane } from './start-plane.ts';

const longest = 'x'.repeat(100);

describe('a submission', () => {
  it('is taken with every member just inside its limits', async () => {
    const { submit, client, file } = await startPlane();
    const path = await file('any.zip', '');
    const artifacts = Array.from({ length: 10 }, (_, index) => `${index}`.padStart(100, 'a'));

    const jobId = await submit({
      actionTypeId: ACTION_TYPE,
      configuration: { ['k'.repeat(50)]: 'v'.repeat(1000), k: 'v' },
      inputArtifacts: artifacts.map((name) => ({ name: `in-${name.slice(3)}`, path })),
      outputArtifacts: artifacts,
      encryptionKey: { id: 'k'.repeat(400), type: 'KMS' },
      continuationToken: 't'.repeat(2048),
      pipelineName: longest,
      stageName: longest,
      actionName: longest,
    });

    await dispatched(client, jobId);
    expect((await details(client, jobId)).data?.outputArtifacts).toHaveLength(10);
  });

  it('gives every run of an action an execution id of its own', async () => {
    const { submit, client } = await startPlane();
    const ids = [await submit(), await submit()];
    await poll(client);

    const runs = await Promise.all(ids.map((jobId) => details(client, jobId)));

    const executions = runs.map(({ data }) => data?.pipelineContext?.action?.actionExecutionId);
    expect(new Set(executions).size).toBe(2);
  });

  it.each<[string, object, string]>([
    ['no object', [], 'The body must be an object'],
    ['an unknown member', { inputs: [] }, 'A job has no member inputs; it has clientId, actionTypeId,'],
    [
      'an unknown member of an artifact',
      { inputArtifacts: [{ name: 'A', path: '/', size: 1 }] },
      'inputArtifacts.1.member.size',
    ],
    [
      'an empty configuration value',
      { configuration: { Key: '' } },
      "'configuration.Key' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'a configuration value of 1,001 characters',
      { configuration: { Key: 'v'.repeat(1001) } },
      'less than or equal to 1000',
    ],
    [
      'a configuration value that is not a string',
      { configuration: { Key: 5 } },
      "'configuration.Key' must be a string",
    ],
    [
      'an empty configuration key',
      { configuration: { '': 'v' } },
      'Map keys must satisfy constraint: [Member must have length greater than or equal to 1]',
    ],
    ['a configuration key of 51 characters', { configuration: { ['k'.repeat(51)]: 'v' } }, 'less than or equal to 50'],
    [
      '11 input artifacts',
      { inputArtifacts: Array.from({ length: 11 }, (_, i) => ({ name: `A${i}`, path: '/' })) },
      "'inputArtifacts' failed to satisfy constraint: Member must have length less than or equal to 10",
    ],
    [
      '11 output artifacts',
      { outputArtifacts: Array.from({ length: 11 }, (_, i) => `A${i}`) },
      "'outputArtifacts' failed",
    ],
    [
      'an artifact name with a dot',
      { outputArtifacts: ['a.b'] },
      "'outputArtifacts.1.member' failed to satisfy constraint: Member must satisfy regular expression pattern",
    ],
    ['two artifacts of one name', { outputArtifacts: ['A', 'A'] }, 'Artifact A is named twice'],
    [
      'an input artifact without a path',
      { inputArtifacts: [{ name: 'A' }] },
      "'inputArtifacts.1.member.path' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a path that is not there',
      { inputArtifacts: [{ name: 'A', path: '/nowhere/at-all.zip' }] },
      "'inputArtifacts.1.member.path' must name an archive or a folder",
    ],
    ['a path to a device', { inputArtifacts: [{ name: 'A', path: '/dev/null' }] }, 'neither a file nor a folder'],
    ['a pipeline name with a blank', { pipelineName: 'a b' }, "'pipelineName'"],
    ['a stage name of 101 characters', { stageName: `${longest}x` }, "'stageName'"],
    ['an empty action name', { actionName: '' }, "'actionName'"],
    [
      'an encryption key of another type',
      { encryptionKey: { id: 'k', type: 'AES' } },
      "'encryptionKey.type' failed to satisfy constraint: Member must satisfy enum value set: [KMS]",
    ],
    ['a continuation token of 2,049 characters', { continuationToken: 't'.repeat(2049) }, "'continuationToken'"],
    [
      'a custom action that was not created',
      { actionTypeId: { ...ACTION_TYPE, owner: 'Custom' } },
      'create it with CreateCustomActionType',
    ],
    [
      'an action type without a version',
      { actionTypeId: { ...ACTION_TYPE, version: undefined } },
      "'actionTypeId.version'",
    ],
    ['a client that is not known', { clientId: 'd1b2c3d4-0000-4000-8000-00000000000d' }, 'is not known'],
  ])('is refused for %s, and queues nothing', async (_, submission, message) => {
    const { jobs } = await startPlane();

    // What comes over HTTP may be anything.
    const refusal = jobs.submit(submission as JobSubmission);

    await expect(refusal).rejects.toThrow(message);
    expect(await jobs.list()).toEqual([]);
  });

  it('leaves no temporary file behind, whether taken or refused', async () => {
    const { jobs, folder } = await startPlane();
    await mkdir(join(folder, 'source'));
    await mkdir(join(folder, 'temporary'));
    vi.stubEnv('TMPDIR', join(folder, 'temporary'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const inputArtifacts = [{ name: 'A', path: join(folder, 'source') }];

    await jobs.submit({ inputArtifacts });
    await writeFile(join(folder, 'source', 'a\\b'), '');
    const refusal = jobs.submit({ inputArtifacts });

    await expect(refusal).rejects.toThrow('names a folder that cannot be zipped');
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
  });

  it('puts no artifact when one of them cannot be read', async () => {
    const seeded: string[] = [];
    const { jobs, file } = await startPlane({
      artifacts: { seed: async (_, key) => void seeded.push(key), find: async () => undefined },
    });
    const inputArtifacts = [
      { name: 'A', path: await file('a.zip', 'any') },
      { name: 'B', path: '/nowhere' },
    ];

    await expect(jobs.submit({ inputArtifacts })).rejects.toThrow("'inputArtifacts.2.member.path'");

    expect(seeded).toEqual([]);
  });

  it('of a folder puts a zip into the artifact store', async () => {
    const { jobs, submit, folder, file } = await startPlane();
    await mkdir(join(folder, 'source'));
    await file('source/main.c', 'int main;');

    const jobId = await submit({ inputArtifacts: [{ name: 'A', path: join(folder, 'source') }] });

    const { inputArtifacts } = await jobs.show(jobId);
    expect(inputArtifacts[0]?.size).toBeGreaterThan(22);
  });

  it('creates the default client once, even when the first jobs come together', async () => {
    const clients: string[] = [];
    const stored = Promise.withResolvers<void>();
    const { jobs, submit } = await startPlane({
      onClient: async (clientId) => {
        clients.push(clientId);
        if (clientId !== CLIENT_ID) await stored.promise;
      },
    });

    const submissions = [jobs.submit({}), jobs.submit({}), jobs.submit({})];
    // A later submission is through by the time that the others wait for their client.
    await submit();
    await submit();
    stored.resolve();
    const [first] = await Promise.all(submissions);

    expect(clients).toEqual([CLIENT_ID, first?.clientId]);
  });
});

describe('waiting for a status', () => {
  it('ends when the job gets there', async () => {
    const { jobs, client, submit } = await startPlane();
    const jobId = await submit();
    const waiting = jobs.waitFor(jobId, ['Failed', 'Succeeded']);

    await acknowledged(client, jobId);
    await putSuccess(client, jobId);

    expect((await waiting).status).toBe('Succeeded');
  });

  it('ends at once for a status of the past', async () => {
    const { jobs, client, submit } = await startPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);

    const { status } = await jobs.waitFor(jobId, ['Dispatched']);

    expect(status).toBe('InProgress');
  });

  it('is given up when the job ends otherwise, and refused for an unknown job', async () => {
    const { jobs, clock, submit } = await startPlane();
    const jobId = await submit();
    const waiting = expect(jobs.waitFor(jobId, ['Succeeded'])).rejects.toThrow('is TimedOut and never was Succeeded');

    clock.advance(3600);
    await jobs.list();

    await waiting;
    await expect(jobs.waitFor('unknown', ['Succeeded'])).rejects.toThrow('There is no such job');
  });
});

describe('a listener', () => {
  it('hears every change with its time until it stops', async () => {
    const { jobs, client, submit } = await startPlane();
    const heard: string[] = [];
    const stop = jobs.onChange(({ status, at }) => heard.push(`${status} ${new Date(at).getUTCFullYear()}`));

    const jobId = await submit();
    const atOnce = [...heard];
    await poll(client);
    stop();
    await acknowledged(client, jobId);

    expect(atOnce).toEqual(['Created 2030', 'Queued 2030']);
    expect(heard).toEqual([...atOnce, 'Dispatched 2030']);
  });
});
