import { describe, expect, it } from 'vitest';
import { continues, failed, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { ThirdPartyJobs } from '../../../lambda/aws/codepipeline/third-party-jobs.ts';
import type { Clients } from '../../../lambda/aws/dynamodb/clients.ts';
import { isUnreportable } from '../../../lambda/job/job-source.ts';
import { LeaseLost } from '../../../lambda/job/lease.ts';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { decideAndReport, reportDecided } from '../../../lambda/job/report.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { CLIENT, CLIENT_TOKEN, holdLease } from './held-lease.ts';

type Desk = Awaited<ReturnType<typeof holdRunning>>;

/** A job that is acknowledged and running. */
async function holdRunning(entry: Partial<LedgerEntry> = {}, plan?: FaultPlan) {
  const desk = await holdLease({ entry: { phase: 'running', ...entry }, ...(plan && { plan }) });
  const { nonce } = desk.codePipeline.job(desk.jobId).details;
  await desk.codePipeline.acknowledge(desk.jobId, nonce, CLIENT_TOKEN);
  const jobs = { ...desk.ports.jobs };
  const job = await thirdPartySource({ ...desk.ports, jobs }).open(desk.message, desk.redactor);
  if (isUnreportable(job)) throw new Error(job.unreportable);
  return { ...desk, job, jobs };
}

function report(desk: Desk, outcome: Outcome, jobs: Partial<ThirdPartyJobs> = {}) {
  Object.assign(desk.jobs, jobs);
  return decideAndReport(desk, desk.job, outcome);
}

/** As a worker that has read no client token before. */

const retry = async (desk: Desk) => {
  await desk.clock.advance(120_000);
  const { outcome } = desk.ledger.entry(desk.jobId);
  if (!outcome) throw new Error('nothing is decided');
  const clients: Clients = { token: (clientId) => desk.clients.token(clientId, { fresh: true }) };
  const source = thirdPartySource({ jobs: desk.ports.jobs, clients });
  return reportDecided({ source }, { ...desk, lease: await desk.take('i-2') }, outcome);
};

const dyingBeforePut: FaultPlan = (call) => {
  if (call.startsWith('jobs.put')) throw new Error('killed');
  return 'none';
};

describe('decideAndReport', () => {
  it('writes the outcome into the ledger before it reports it', async () => {
    const desk = await holdRunning();
    const seen: LedgerEntry[] = [];

    await report(desk, succeeded({ summary: 'all well' }), {
      putSuccess: (...values) => {
        seen.push(desk.ledger.entry(desk.jobId));
        return desk.codePipeline.putSuccess(...values);
      },
    });

    expect(seen).toMatchObject([{ phase: 'decided', outcome: { executionDetails: { summary: 'all well' } } }]);
    expect(desk.ledger.entry(desk.jobId)).toMatchObject({ phase: 'reported', leaseUntil: 0 });
  });

  it.each([
    [succeeded(), 'Succeeded', 'JobsSucceeded'],
    [continues('token'), 'Succeeded', 'JobsContinued'],
    [failed('ConfigurationError', 'No such branch.'), 'Failed', 'JobsFailed'],
  ] as const)('reports $kind', async (outcome, status, metric) => {
    const desk = await holdRunning();

    await report(desk, outcome);

    expect(desk.codePipeline.job(desk.jobId).status).toBe(status);
    expect(desk.log.counted(metric)).toBe(1);
  });

  it('reports a failure in place of a result whose form CodePipeline refuses', async () => {
    const desk = await holdRunning();

    await report(desk, succeeded({ summary: 'odd' }), { putSuccess: async () => 'invalid' });

    expect(desk.codePipeline.job(desk.jobId)).toMatchObject({ status: 'Failed', result: { type: 'JobFailed' } });
    expect(desk.ledger.entry(desk.jobId).phase).toBe('reported');
  });

  it('writes that failure down before it reports it, so that a worker that dies in between does not bring back the result', async () => {
    const desk = await holdRunning();
    const seen: LedgerEntry[] = [];

    await report(desk, succeeded({ summary: 'odd' }), {
      putSuccess: async () => 'invalid',
      putFailure: async () => {
        seen.push(desk.ledger.entry(desk.jobId));
        return 'accepted';
      },
    });

    expect(seen).toMatchObject([{ phase: 'decided', outcome: { kind: 'failed', failure: { type: 'JobFailed' } } }]);
  });

  it('ends a job as unreportable when CodePipeline refuses the form of that failure too', async () => {
    const desk = await holdRunning();

    // Who asks once more is accepted, because a worker that asked for ever would never let the test end.
    const answers: 'invalid'[] = ['invalid'];

    await report(desk, succeeded(), {
      putSuccess: async () => 'invalid',
      putFailure: async () => answers.shift() ?? 'accepted',
    });

    expect(desk.ledger.entry(desk.jobId).phase).toBe('unreportable');
    expect(desk.log.counted('JobsUnreportable')).toBe(1);
  });

  it('reports nothing once another worker has taken the job over', async () => {
    const desk = await holdRunning();
    await desk.clock.advance(120_000);
    await desk.take('i-2');

    const reported = report(desk, succeeded());

    await expect(reported).rejects.toThrow(LeaseLost);
    expect(desk.codePipeline.job(desk.jobId).status).toBe('InProgress');
  });

  it('never puts the continuation token in clear into the ledger', async () => {
    const desk = await holdRunning();

    await report(desk, continues('state of round one'));

    expect(desk.codePipeline.job(desk.jobId).result).toMatchObject({ continuationToken: 'state of round one' });
    expect(JSON.stringify(desk.ledger.history)).not.toContain('state of round one');
  });

  it('ends a job that takes no result any more as reported, and makes no failure of it', async () => {
    const desk = await holdRunning();
    const failures: unknown[] = [];

    await report(desk, succeeded(), {
      putSuccess: async () => 'closed',
      putFailure: async (_jobId, _token, failure) => {
        failures.push(failure);
        return 'accepted';
      },
    });

    expect(desk.ledger.entry(desk.jobId).phase).toBe('reported');
    expect(failures).toEqual([]);
  });

  it.each([succeeded(), continues('token'), failed('JobFailed', 'No.')])(
    'counts a result that came too late as rejected, and not as $kind too',
    async (outcome) => {
      const desk = await holdRunning();

      await report(desk, outcome, { putSuccess: async () => 'closed', putFailure: async () => 'closed' });

      const counted = desk.log.lines.filter(({ level }) => level === 'count').map(({ message }) => message);
      expect(counted).toEqual(['ResultsRejected']);
    },
  );

  it('reports with the newest client token when the one it has is refused', async () => {
    const desk = await holdRunning();
    desk.codePipeline.setToken(CLIENT, 'rotated-token');
    desk.clients.set(CLIENT, { token: 'rotated-token' });

    await report(desk, continues('state'));

    expect(desk.codePipeline.job(desk.jobId).result).toMatchObject({ continuationToken: 'state' });
    expect(desk.ledger.entry(desk.jobId).phase).toBe('reported');
  });

  it.each(['unknown', { token: 'just as wrong' }] as const)(
    'ends the job as unreportable when no client token is taken (store says %j)',
    async (answer) => {
      const desk = await holdRunning();
      desk.codePipeline.setToken(CLIENT, 'rotated-token');
      desk.clients.set(CLIENT, answer);

      await report(desk, succeeded());

      expect(desk.ledger.entry(desk.jobId).phase).toBe('unreportable');
      expect(desk.log.counted('JobsUnreportable')).toBe(1);
    },
  );

  it('leaves the outcome decided when CodePipeline cannot be reached', async () => {
    const desk = await holdRunning({}, dyingBeforePut);

    const reported = report(desk, succeeded({ summary: 'all well' }));

    await expect(reported).rejects.toThrow('killed');
    expect(desk.ledger.entry(desk.jobId)).toMatchObject({ phase: 'decided' });
  });
});

describe('reportDecided', () => {
  /** A job that an attempt decided and could not report. */
  async function holdDecided(outcome: Outcome): Promise<Desk> {
    let dead = true;
    const desk = await holdRunning({}, (call) => (dead ? dyingBeforePut(call) : 'none'));
    await report(desk, outcome).catch(() => undefined);
    dead = false;
    return desk;
  }

  it('reports what an earlier attempt decided, continuation token and all', async () => {
    const desk = await holdDecided(continues('state', { percentComplete: 40 }));

    const answer = await retry(desk);

    expect(answer).toBe('reported');
    expect(desk.codePipeline.job(desk.jobId).result).toMatchObject({
      continuationToken: 'state',
      executionDetails: { percentComplete: 40 },
    });
  });

  it('tells its own redactor the continuation token that the earlier attempt sealed', async () => {
    const desk = await holdDecided(continues('a-long-continuation-token'));
    const redactor = createRedactor();

    await retry({ ...desk, redactor });

    expect(redactor.redact('a-long-continuation-token')).toBe('***');
  });

  it('says that the action has to run again when the token it was sealed with is no longer known', async () => {
    const desk = await holdDecided(continues('state'));
    desk.clients.set(CLIENT, { token: 'rotated-token' });

    const answer = await retry(desk);

    expect(answer).toBe('unreadable');
    expect(desk.ledger.entry(desk.jobId)).toMatchObject({ phase: 'running' });
    expect(desk.ledger.entry(desk.jobId).outcome).toBeUndefined();
  });

  it('ends the job as unreportable when its client is gone', async () => {
    const desk = await holdDecided(succeeded());
    desk.clients.set(CLIENT, 'disabled');

    const answer = await retry(desk);

    expect(answer).toBe('unreportable');

    expect(desk.ledger.entry(desk.jobId).phase).toBe('unreportable');
    expect(desk.codePipeline.job(desk.jobId).status).toBe('InProgress');
  });

  it('ends the job as reported when the earlier attempt had reported it after all', async () => {
    const desk = await holdDecided(succeeded());
    await desk.codePipeline.putSuccess(desk.jobId, CLIENT_TOKEN, { executionDetails: {} });

    await retry(desk);

    expect(desk.ledger.entry(desk.jobId).phase).toBe('reported');
  });
});
