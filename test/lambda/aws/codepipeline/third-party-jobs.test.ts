import { afterEach, describe, expect, it } from 'vitest';
import { thirdPartyJobs } from '../../../../lambda/aws/codepipeline/third-party-jobs.ts';
import type { ActionTypeId } from '../../../../model/action-type.ts';
import { hangUp, type Scripted, type ScriptedServer, serviceError, startScriptedServer } from '../scripted-server.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** The job calls against a service that answers as told. */
async function openJobs(...script: Scripted[]) {
  server = await startScriptedServer(script);
  return { jobs: thirdPartyJobs({ endpoint: server.url }), requests: server.requests };
}

const ok = (body: unknown): Scripted => ({ status: 200, body });
const lastBodyOf = (requests: readonly { body: string }[]) => JSON.parse(requests.at(-1)?.body ?? 'null');

describe('poll', () => {
  it('asks for the action type and a batch', async () => {
    const { jobs, requests } = await openJobs(ok({ jobs: [{ clientId: 'c-1', jobId: 'j-1' }] }));

    const polled = await jobs.poll(TYPE, 7);

    expect(polled).toEqual([{ clientId: 'c-1', jobId: 'j-1' }]);
    expect(requests[0]?.target).toBe('CodePipeline_20150709.PollForThirdPartyJobs');
    expect(lastBodyOf(requests)).toEqual({ actionTypeId: TYPE, maxBatchSize: 7 });
  });

  it.each([{}, { jobs: [] }, { jobs: [{ clientId: 'c-1' }, { jobId: 'j-1' }] }])('finds no job in %j', async (body) => {
    const { jobs } = await openJobs(ok(body));

    expect(await jobs.poll(TYPE, 10)).toEqual([]);
  });

  it('takes from a job its client ID and job ID and nothing else', async () => {
    const { jobs } = await openJobs(ok({ jobs: [{ clientId: 'c-1', jobId: 'j-1', __type: 'x', secret: 'y' }] }));

    expect(await jobs.poll(TYPE, 10)).toEqual([{ clientId: 'c-1', jobId: 'j-1' }]);
  });

  it.each([serviceError('ThrottlingException'), serviceError('TooManyRequestsException', 429)])(
    'says that it was throttled',
    async (answer) => {
      const { jobs } = await openJobs(answer);

      expect(await jobs.poll(TYPE, 10)).toBe('throttled');
    },
  );

  it('asks for ten, now and from then on, when a larger batch is refused', async () => {
    const { jobs, requests } = await openJobs(serviceError('ValidationException'), ok({ jobs: [] }));

    const polled = [await jobs.poll(TYPE, 100), await jobs.poll(TYPE, 100), await jobs.poll(TYPE, 5)];

    expect(polled).toEqual([[], [], []]);
    expect(requests.map(({ body }) => JSON.parse(body).maxBatchSize)).toEqual([100, 10, 10, 5]);
  });

  it('throws when a batch of ten is refused as well', async () => {
    const { jobs, requests } = await openJobs(serviceError('ValidationException'));

    await expect(jobs.poll(TYPE, 100)).rejects.toThrow('This is ValidationException');
    expect(requests).toHaveLength(2);
  });

  it('throws any other error', async () => {
    const { jobs } = await openJobs(serviceError('ActionTypeNotFoundException'));

    await expect(jobs.poll(TYPE, 10)).rejects.toThrow('This is ActionTypeNotFoundException');
  });
});

describe('details', () => {
  it.each([
    ['JobNotFoundException', 'not-found'],
    ['InvalidJobException', 'not-found'],
    ['InvalidClientTokenException', 'token-refused'],
  ])('takes %s for %s', async (name, answer) => {
    const { jobs } = await openJobs(serviceError(name));

    expect(await jobs.details('j-1', 'token')).toBe(answer);
  });

  it('throws when the service does not answer', async () => {
    const { jobs } = await openJobs(hangUp);

    await expect(jobs.details('j-1', 'token')).rejects.toThrow();
  });
});

describe('acknowledge', () => {
  it.each([
    ['InProgress', 'in-progress'],
    ...['Created', 'Queued', 'Dispatched', 'TimedOut', 'Succeeded', 'Failed'].map((status) => [status, 'refused']),
  ])('takes the status %s for %s', async (status, answer) => {
    const { jobs, requests } = await openJobs(ok({ status }));

    expect(await jobs.acknowledge('j-1', 'nonce', 'token')).toBe(answer);
    expect(lastBodyOf(requests)).toEqual({ jobId: 'j-1', nonce: 'nonce', clientToken: 'token' });
  });

  it.each([
    ['a refused nonce', serviceError('InvalidNonceException'), 'refused'],
    ['an unknown job', serviceError('JobNotFoundException'), 'refused'],
    ['a refused token', serviceError('InvalidClientTokenException'), 'token-refused'],
    ['throttling', serviceError('ThrottlingException'), 'rejected'],
    ['throttling by status', serviceError('Slow', 429), 'rejected'],
    ['a validation error', serviceError('ValidationException'), 'rejected'],
    ['a refusal in HTML', { status: 403, body: '<html>' }, 'rejected'],
    ['an error of the service', serviceError('InternalFailure', 500), 'no-answer'],
    ['an outage', { status: 503, body: '<html>' }, 'no-answer'],
    ['an answer that is not JSON', { status: 200, body: '<html>' }, 'no-answer'],
    ['an answer without a status', ok({}), 'refused'],
    ['a connection that ends', hangUp, 'no-answer'],
  ] satisfies [string, Scripted, string][])(
    'takes %s for what it is, and asks only once',
    async (_what, script, answer) => {
      const { jobs, requests } = await openJobs(script);

      expect(await jobs.acknowledge('j-1', 'nonce', 'token')).toBe(answer);
      expect(requests).toHaveLength(1);
    },
  );
});

describe('a result', () => {
  it('of a success carries details and continuation token', async () => {
    const { jobs, requests } = await openJobs(ok({}));

    const answer = await jobs.putSuccess('j-1', 'token', {
      continuationToken: 'state',
      executionDetails: { summary: 'all well', externalExecutionId: undefined, percentComplete: 0 },
    });

    expect(answer).toBe('accepted');
    expect(lastBodyOf(requests)).toEqual({
      jobId: 'j-1',
      clientToken: 'token',
      continuationToken: 'state',
      executionDetails: { summary: 'all well', percentComplete: 0 },
    });
  });

  it('of a failure carries type and message', async () => {
    const { jobs, requests } = await openJobs(ok({}));

    const answer = await jobs.putFailure('j-1', 'token', { type: 'JobFailed', message: 'Two findings.' });

    expect(answer).toBe('accepted');
    expect(lastBodyOf(requests)).toEqual({
      jobId: 'j-1',
      clientToken: 'token',
      failureDetails: { type: 'JobFailed', message: 'Two findings.' },
    });
  });

  it.each([
    ['InvalidJobStateException', 'closed'],
    ['JobNotFoundException', 'closed'],
    ['InvalidClientTokenException', 'token-refused'],
  ])('that is answered %s is %s', async (name, answer) => {
    const { jobs } = await openJobs(serviceError(name));

    expect(await jobs.putSuccess('j-1', 'token', { executionDetails: {} })).toBe(answer);
    expect(await jobs.putFailure('j-1', 'token', { type: 'JobFailed', message: 'No.' })).toBe(answer);
  });

  it('is sent again after an outage', async () => {
    const { jobs, requests } = await openJobs({ status: 503, body: '' }, ok({}));

    expect(await jobs.putSuccess('j-1', 'token', { executionDetails: {} })).toBe('accepted');
    expect(requests).toHaveLength(2);
  });

  it('is invalid when it breaks a rule of the service', async () => {
    const { jobs } = await openJobs(serviceError('ValidationException'));

    expect(await jobs.putSuccess('j-1', 'token', { executionDetails: {} })).toBe('invalid');
  });

  it('is thrown back when the service refuses it for another reason', async () => {
    const { jobs } = await openJobs(serviceError('AccessDeniedException'));

    await expect(jobs.putSuccess('j-1', 'token', { executionDetails: {} })).rejects.toThrow('AccessDeniedException');
  });
});
