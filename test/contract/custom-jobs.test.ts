import { afterEach, describe, expect, it } from 'vitest';
import { type CustomJobs, customJobs } from '../../lambda/aws/codepipeline/custom-jobs.ts';
import { startControlPlane } from '../../local/codepipeline/control-plane.ts';
import { createCredentialIssuer } from '../../local/http/credentials.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { createManualClock, type ManualClock } from '../../testing/manual-clock.ts';
import { memoryCodePipeline } from '../memory/codepipeline-jobs.ts';
import { ACCOUNT, memoryCustomJobs } from '../memory/custom-jobs.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'Custom', provider: 'Probe', version: '1' };

interface Opened {
  jobs: CustomJobs;
  clock: ManualClock;
  add(): Promise<string>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const kinds: Record<string, () => Promise<Opened>> = {
  'in memory': async () => {
    const clock = createManualClock();
    const codePipeline = memoryCodePipeline({ clock });
    const credentials = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' };
    return {
      jobs: memoryCustomJobs(codePipeline),
      clock,
      add: async () => codePipeline.add({ clientId: ACCOUNT, actionTypeId: TYPE, credentials }),
    };
  },
  'of the control plane': async () => {
    const clock = createManualClock();
    const artifacts = { minimumCount: 0, maximumCount: 1 };
    const controlPlane = await startControlPlane({
      port: 0,
      clock,
      issuer: createCredentialIssuer(Buffer.alloc(32, 1), clock),
      artifacts: { seed: async () => undefined, find: async () => undefined },
      actionTypes: [],
      customActionTypes: [
        {
          ...{ category: 'Test', provider: 'Probe', version: '1' },
          ...{ inputArtifactDetails: artifacts, outputArtifactDetails: artifacts },
        },
      ],
    });
    closing.push(() => controlPlane.close());
    const add = async () => (await controlPlane.jobs.submit({ actionTypeId: TYPE })).jobId;
    return { jobs: customJobs({ endpoint: controlPlane.url }), clock, add };
  },
};

describe.each(Object.keys(kinds))('the job calls of custom actions %s', (kind) => {
  const open = async () => {
    const opened = await kinds[kind]?.();
    if (!opened) throw new Error(`there are no job calls ${kind}`);
    const nonceOf = async () => {
      const offered = await opened.jobs.poll(TYPE, 10);
      return (typeof offered === 'string' ? undefined : offered[0]?.nonce) ?? '';
    };
    const acknowledged = async () => {
      const jobId = await opened.add();
      await opened.jobs.acknowledge(jobId, await nonceOf());
      return jobId;
    };
    return { ...opened, nonceOf, acknowledged };
  };

  it('offer a job with its nonce, account and pipeline, and nothing more', async () => {
    const { jobs, add } = await open();
    const jobId = await add();

    const offered = await jobs.poll(TYPE, 10);

    expect(offered).toEqual([
      {
        ...{ jobId, nonce: expect.any(String), clientId: expect.stringMatching(/^\d{12}$/) },
        group: expect.stringMatching(/^arn:aws:codepipeline:/),
      },
    ]);
    expect(await jobs.poll(TYPE, 10)).toEqual([]);
  });

  it('offer a job again that nobody acknowledged, with a new nonce, and refuse the old one', async () => {
    const { jobs, add, clock, nonceOf } = await open();
    const jobId = await add();
    const before = await nonceOf();
    await clock.advance(30_000);
    const after = await nonceOf();

    expect(after).not.toBe(before);
    expect([await jobs.acknowledge(jobId, before), await jobs.acknowledge(jobId, after)]).toEqual([
      'refused',
      'in-progress',
    ]);
    expect(await jobs.acknowledge(jobId, after)).toBe('refused');
  });

  it('tell the details without a nonce, before the acknowledge and after it, until the job has ended', async () => {
    const { jobs, add, nonceOf } = await open();
    const jobId = await add();
    const nonce = await nonceOf();

    const before = await jobs.details(jobId);
    await jobs.acknowledge(jobId, nonce);
    const after = await jobs.details(jobId);
    await jobs.putSuccess(jobId, { executionDetails: {} });

    for (const details of [before, after]) {
      expect(details).toMatchObject({ jobId, actionTypeId: TYPE, accountId: expect.stringMatching(/^\d{12}$/) });
      expect(details).toMatchObject({ credentials: { accessKeyId: expect.stringMatching(/^ASIA/) } });
      expect(Object(details).nonce).toBeUndefined();
    }
    expect(await jobs.details(jobId)).toBe('not-found');
  });

  it('take one result of a job and no second one', async () => {
    const { jobs, acknowledged } = await open();
    const jobId = await acknowledged();

    const answers = [
      await jobs.putSuccess(jobId, { executionDetails: {}, outputVariables: { ReportUrl: 'https://example.com' } }),
      await jobs.putFailure(jobId, { type: 'JobFailed', message: 'No.' }),
    ];

    expect(answers).toEqual(['accepted', 'closed']);
  });

  it('take no output variables with a continuation token', async () => {
    const { jobs, acknowledged } = await open();
    const jobId = await acknowledged();

    const put = await jobs.putSuccess(jobId, {
      executionDetails: {},
      continuationToken: 'state',
      outputVariables: { A: 'b' },
    });

    expect(put).toBe('invalid');
  });

  it('take no result of a job that is not acknowledged, and know none that was never made', async () => {
    const { jobs, add } = await open();
    const jobId = await add();
    await jobs.poll(TYPE, 1);

    expect(await jobs.putSuccess(jobId, { executionDetails: {} })).toBe('closed');
    expect(await jobs.details('00000000-0000-4000-8000-000000000000')).toBe('not-found');
  });
});
