import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { JobDetails } from '../../lambda/action/job.ts';
import { type ThirdPartyJobs, thirdPartyJobs } from '../../lambda/aws/codepipeline/third-party-jobs.ts';
import { startControlPlane } from '../../local/codepipeline/control-plane.ts';
import { createCredentialIssuer } from '../../local/http/credentials.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { createManualClock, type ManualClock } from '../../testing/manual-clock.ts';
import { memoryCodePipeline } from '../memory/codepipeline-jobs.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };
const CLIENT = randomUUID();
const TOKEN = 'client-token-4711';

interface Opened {
  jobs: ThirdPartyJobs;
  clock: ManualClock;
  add(job?: { configuration?: Record<string, string>; outputs?: string[] }): Promise<string>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const kinds: Record<string, () => Promise<Opened>> = {
  'in memory': async () => {
    const clock = createManualClock();
    const jobs = memoryCodePipeline({ clock });
    jobs.setToken(CLIENT, TOKEN);
    const add: Opened['add'] = async ({ configuration = {}, outputs = [] } = {}) =>
      jobs.add({
        clientId: CLIENT,
        actionTypeId: TYPE,
        configuration,
        outputArtifacts: outputs.map((name) => ({ name, bucketName: 'artifacts', objectKey: `shop/${name}/1` })),
        credentials: { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' },
        pipeline: { pipelineName: 'shop', stageName: 'Check', actionName: 'Probe', actionExecutionId: 'e-1' },
      });
    return { jobs, clock, add };
  },
  'of the control plane': async () => {
    const clock = createManualClock();
    const controlPlane = await startControlPlane({
      port: 0,
      clock,
      issuer: createCredentialIssuer(Buffer.alloc(32, 1), clock),
      artifacts: { seed: async () => undefined, find: async () => undefined },
      actionTypes: [TYPE],
    });
    closing.push(() => controlPlane.close());
    await controlPlane.jobs.putClient(CLIENT, TOKEN);
    const add: Opened['add'] = async ({ configuration, outputs } = {}) => {
      const names = { pipelineName: 'shop', stageName: 'Check', actionName: 'Probe' };
      const job = { clientId: CLIENT, actionTypeId: TYPE, configuration, outputArtifacts: outputs, ...names };
      return (await controlPlane.jobs.submit(job)).jobId;
    };
    return { jobs: thirdPartyJobs({ endpoint: controlPlane.url }), clock, add };
  },
};

describe.each(Object.keys(kinds))('the job calls %s', (kind) => {
  const open = async () => {
    const opened = await kinds[kind]?.();
    if (!opened) throw new Error(`there are no job calls ${kind}`);
    const detailsOf = async (jobId: string): Promise<JobDetails & { nonce: string }> => {
      const details = await opened.jobs.details(jobId, TOKEN);
      if (typeof details === 'string') throw new Error(`expected details, got ${details}`);
      return details;
    };
    /** A job that was polled and acknowledged. */
    const acknowledged = async () => {
      const jobId = await opened.add();
      await opened.jobs.poll(TYPE, 10);
      const { nonce } = await detailsOf(jobId);
      await opened.jobs.acknowledge(jobId, nonce, TOKEN);
      return jobId;
    };
    return { ...opened, detailsOf, acknowledged };
  };

  it('offer no job when there is none', async () => {
    const { jobs } = await open();

    expect(await jobs.poll(TYPE, 10)).toEqual([]);
  });

  it('offer each job once, as many at a time as are asked for', async () => {
    const { jobs, add } = await open();
    const added = [await add(), await add(), await add()];

    const offered = [await jobs.poll(TYPE, 2), await jobs.poll(TYPE, 2), await jobs.poll(TYPE, 2)];

    expect(offered).toEqual([
      [
        { clientId: CLIENT, jobId: added[0] },
        { clientId: CLIENT, jobId: added[1] },
      ],
      [{ clientId: CLIENT, jobId: added[2] }],
      [],
    ]);
  });

  it('offer a job again that nobody acknowledged, with a new nonce, and refuse the old one', async () => {
    const { jobs, add, clock, detailsOf } = await open();
    const jobId = await add();
    await jobs.poll(TYPE, 1);
    const before = await detailsOf(jobId);
    await clock.advance(30_000);

    const offered = await jobs.poll(TYPE, 1);
    const after = await detailsOf(jobId);
    const answers = [
      await jobs.acknowledge(jobId, before.nonce, TOKEN),
      await jobs.acknowledge(jobId, after.nonce, TOKEN),
    ];

    expect(offered).toEqual([{ clientId: CLIENT, jobId }]);
    expect(answers).toEqual(['refused', 'in-progress']);
  });

  it('tell the details of a job', async () => {
    const { jobs, add, detailsOf } = await open();
    const jobId = await add({ configuration: { Note: 'hello' }, outputs: ['Report'] });
    await jobs.poll(TYPE, 1);

    const details = await detailsOf(jobId);

    expect(details).toMatchObject({
      jobId,
      actionTypeId: TYPE,
      configuration: { Note: 'hello' },
      pipeline: { pipelineName: 'shop', stageName: 'Check', actionName: 'Probe' },
      inputArtifacts: [],
      outputArtifacts: [{ name: 'Report', objectKey: expect.stringContaining('shop/Report/') }],
      credentials: { accessKeyId: expect.stringMatching(/^ASIA/) },
    });
    expect(details.continuationToken).toBeUndefined();
  });

  it('do not offer a job again that is acknowledged', async () => {
    const { jobs, acknowledged, clock } = await open();
    await acknowledged();
    await clock.advance(60_000);

    expect(await jobs.poll(TYPE, 1)).toEqual([]);
  });

  it('refuse a second acknowledge', async () => {
    const { jobs, acknowledged, detailsOf } = await open();
    const jobId = await acknowledged();
    const { nonce } = await detailsOf(jobId);

    expect(await jobs.acknowledge(jobId, nonce, TOKEN)).toBe('refused');
  });

  it('refuse a wrong client token in every call', async () => {
    const { jobs, acknowledged } = await open();
    const jobId = await acknowledged();

    const answers = [
      await jobs.details(jobId, 'wrong'),
      await jobs.acknowledge(jobId, 'nonce', 'wrong'),
      await jobs.putSuccess(jobId, 'wrong', { executionDetails: {} }),
      await jobs.putFailure(jobId, 'wrong', { type: 'JobFailed', message: 'No.' }),
    ];

    expect(new Set(answers)).toEqual(new Set(['token-refused']));
  });

  it('know no job that was never made', async () => {
    const { jobs } = await open();
    const jobId = randomUUID();

    expect(await jobs.details(jobId, TOKEN)).toBe('not-found');
    expect(await jobs.acknowledge(jobId, 'nonce', TOKEN)).toBe('refused');
    expect(await jobs.putSuccess(jobId, TOKEN, { executionDetails: {} })).toBe('closed');
  });

  it('take one result of a job and no second one', async () => {
    const { jobs, acknowledged } = await open();
    const jobId = await acknowledged();

    const answers = [
      await jobs.putSuccess(jobId, TOKEN, { executionDetails: { summary: 'all well', percentComplete: 100 } }),
      await jobs.putFailure(jobId, TOKEN, { type: 'JobFailed', message: 'No.' }),
      await jobs.putSuccess(jobId, TOKEN, { executionDetails: {} }),
    ];

    expect(answers).toEqual(['accepted', 'closed', 'closed']);
    expect(await jobs.details(jobId, TOKEN)).toBe('not-found');
  });

  it('take no result of a job that is not acknowledged', async () => {
    const { jobs, add } = await open();
    const jobId = await add();
    await jobs.poll(TYPE, 1);

    expect(await jobs.putSuccess(jobId, TOKEN, { executionDetails: {} })).toBe('closed');
  });

  it('take no result of a job whose time is over', async () => {
    const { jobs, acknowledged, clock } = await open();
    const jobId = await acknowledged();
    await clock.advance(3_600_000);

    expect(await jobs.putFailure(jobId, TOKEN, { type: 'JobFailed', message: 'No.' })).toBe('closed');
  });

  it('offer a new job that carries the continuation token, after half a minute', async () => {
    const { jobs, acknowledged, clock, detailsOf } = await open();
    const jobId = await acknowledged();
    await jobs.putSuccess(jobId, TOKEN, { continuationToken: 'state', executionDetails: {} });

    const atOnce = await jobs.poll(TYPE, 10);
    await clock.advance(30_000);
    const [next] = (await jobs.poll(TYPE, 10)) as { jobId: string }[];

    expect(atOnce).toEqual([]);
    expect(next?.jobId).not.toBe(jobId);
    expect((await detailsOf(next?.jobId ?? '')).continuationToken).toBe('state');
  });
});
