import { describe, expect, it } from 'vitest';
import type { ArtifactCredentials, JobDetails } from '../../../lambda/action/job.ts';
import { openArtifactAccess } from '../../../lambda/job/artifact-access.ts';
import { isUnreportable } from '../../../lambda/job/job-source.ts';
import { followTransfers } from '../../../lambda/job/transfers.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryClients } from '../../memory/clients.ts';
import { memoryCodePipeline } from '../../memory/codepipeline-jobs.ts';

const credentialsNamed = (name: string): ArtifactCredentials => ({
  accessKeyId: `ASIA-${name}`,
  secretAccessKey: `secret-${name}`,
  sessionToken: `token-${name}`,
});

/** Access whose details are answered with other credentials at each call. */
async function openAccess(changes: Partial<JobDetails> = {}, answer?: 'not-found' | 'token-refused' | Error) {
  const clock = createManualClock();
  const redactor = createRedactor();
  const details: JobDetails & { nonce: string } = {
    jobId: 'j-1',
    actionTypeId: { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' },
    configuration: {},
    pipeline: {},
    inputArtifacts: [],
    outputArtifacts: [],
    credentials: credentialsNamed('first'),
    ...changes,
    nonce: 'nonce',
  };
  let asked = 0;
  const jobs = {
    ...memoryCodePipeline({ clock }),
    details: async () => {
      if (answer instanceof Error) throw answer;
      return answer ?? { ...details, credentials: credentialsNamed(`renewed-${++asked}`) };
    },
  };
  const { signal } = new AbortController();
  const clients = memoryClients();
  clients.set('c-1', { token: 'client-token' });
  const polled = { clientId: 'c-1', jobId: details.jobId };
  const transfers = followTransfers(memoryLog(), clock);
  const job = await thirdPartySource({ jobs, clients }).open(polled, redactor);
  if (isUnreportable(job)) throw new Error(job.unreportable);
  const patience = { clock, until: 0, signal };
  const access = openArtifactAccess(job, details, { signal, transfers, patience });
  return { access, clock, redactor, signal, asked: () => asked };
}

describe('access to artifacts', () => {
  it('uses the credentials of the claim for ten minutes, then newer ones', async () => {
    const { access, clock } = await openAccess();
    await clock.advance(599_999);

    const before = await access.credentials();
    await clock.advance(1);
    const after = await access.credentials();

    expect(before).toEqual(credentialsNamed('first'));
    expect(after).toEqual(credentialsNamed('renewed-1'));
  });

  it('counts the age of renewed credentials anew', async () => {
    const { access, clock, asked } = await openAccess();
    await clock.advance(600_000);
    await access.credentials();
    await clock.advance(599_999);

    await access.credentials();

    expect(asked()).toBe(1);
  });

  it('fetches newer credentials for those that were refused', async () => {
    const { access } = await openAccess();

    const credentials = await access.credentials(credentialsNamed('first'));

    expect(credentials).toEqual(credentialsNamed('renewed-1'));
  });

  it('does not fetch again for credentials that were replaced meanwhile', async () => {
    const { access, asked } = await openAccess();
    await access.credentials(credentialsNamed('first'));

    const credentials = await access.credentials(credentialsNamed('first'));

    expect(credentials).toEqual(credentialsNamed('renewed-1'));
    expect(asked()).toBe(1);
  });

  it('fetches once for all that ask at the same time', async () => {
    const { access, asked } = await openAccess();
    const refused = credentialsNamed('first');

    const all = await Promise.all([
      access.credentials(refused),
      access.credentials(refused),
      access.credentials(refused),
    ]);

    expect(asked()).toBe(1);
    expect(new Set(all.map(({ sessionToken }) => sessionToken))).toEqual(new Set(['token-renewed-1']));
  });

  it('tells the redactor the new credentials', async () => {
    const { access, redactor } = await openAccess();

    await access.credentials(credentialsNamed('first'));

    expect(redactor.redact('ASIA-renewed-1 secret-renewed-1 token-renewed-1')).toBe('*** *** ***');
  });

  it('tells the redactor no continuation token, which may have turned out to be public since the claim', async () => {
    const { access, redactor } = await openAccess({ continuationToken: 'run-17' });

    await access.credentials(credentialsNamed('first'));

    expect(redactor.redact('run-17')).toBe('run-17');
  });

  it.each(['not-found', 'token-refused'] as const)(
    'is a SystemUnavailable failure when the answer is %s',
    async (answer) => {
      const { access } = await openAccess({}, answer);

      const credentials = access.credentials(credentialsNamed('first'));

      await expect(credentials).rejects.toMatchObject({ name: 'JobFailure', type: 'SystemUnavailable' });
    },
  );

  it('is a SystemUnavailable failure when CodePipeline cannot be reached', async () => {
    const { access } = await openAccess({}, new Error('ECONNREFUSED'));

    const credentials = access.credentials(credentialsNamed('first'));

    await expect(credentials).rejects.toMatchObject({
      name: 'JobFailure',
      type: 'SystemUnavailable',
      message: 'The worker could not reach CodePipeline or its own clients. Run the action again.',
    });
  });

  it('asks again after a renewal that failed', async () => {
    const { access } = await openAccess({}, 'not-found');
    await access.credentials(credentialsNamed('first')).catch(() => undefined);

    const credentials = access.credentials();

    await expect(credentials).resolves.toEqual(credentialsNamed('first'));
  });

  it('carries the encryption key and the signal of the job', async () => {
    const { access, signal } = await openAccess({ encryptionKeyId: 'arn:aws:kms:us-east-1:1:key/k' });

    expect(access).toMatchObject({ encryptionKeyId: 'arn:aws:kms:us-east-1:1:key/k', signal });
  });
});
