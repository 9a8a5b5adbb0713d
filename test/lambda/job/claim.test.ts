import { describe, expect, it } from 'vitest';
import type { Clients } from '../../../lambda/aws/dynamodb/clients.ts';
import { claim } from '../../../lambda/job/claim.ts';
import { keyFrom } from '../../../lambda/job/continuation.ts';
import { acknowledging, claimAt } from './claiming.ts';
import { CLIENT, CLIENT_TOKEN, holdLease } from './held-lease.ts';

describe('claim', () => {
  it('acknowledges the job and gives its details', async () => {
    const desk = await holdLease({ job: { configuration: { Note: 'hi' } } });

    const claimed = await claimAt(desk);

    expect(claimed).toMatchObject({ details: { configuration: { Note: 'hi' } } });
    expect(desk.codePipeline.job(desk.jobId).status).toBe('InProgress');
    expect(desk.lease.entry.phase).toBe('running');
  });

  it('writes claiming before it acknowledges, and running after', async () => {
    const desk = await holdLease();
    const phaseAt: string[] = [];

    await claimAt(desk, {
      acknowledge: (...values) => {
        phaseAt.push(desk.ledger.entry(desk.jobId).phase);
        return desk.codePipeline.acknowledge(...values);
      },
    });

    expect(phaseAt).toEqual(['claiming']);
    expect(desk.ledger.entry(desk.jobId).phase).toBe('running');
  });

  it('writes where the job is from into each write it makes anyway, and makes none for it', async () => {
    const named = await holdLease({
      job: { pipeline: { pipelineName: 'shop', stageName: 'Check', actionName: 'Smoke' } },
    });
    const unnamed = await holdLease({ job: { pipeline: {} } });
    const writesOf = async (desk: typeof named) => {
      await claimAt(desk);
      return desk.ledger.history.filter(({ phase }) => phase !== 'queued');
    };

    const writes = await writesOf(named);

    const names = { pipelineName: 'shop', stageName: 'Check', actionName: 'Smoke' };
    expect(writes).toEqual(writes.map(({ phase }) => expect.objectContaining({ phase, ...names })));
    expect(writes.map(({ phase }) => phase)).toEqual(['claiming', 'running']);
    expect(await writesOf(unnamed)).toHaveLength(writes.length);
  });

  it('ends a job as lost that another worker acknowledged', async () => {
    const desk = await holdLease();
    desk.codePipeline.acknowledgeElsewhere(desk.jobId);

    const claimed = await claimAt(desk);

    expect(claimed).toBe('lost');
    expect(desk.ledger.entry(desk.jobId)).toMatchObject({ phase: 'lost', leaseUntil: 0 });
    expect(desk.log.counted('JobsLost')).toBe(1);
  });

  it('acknowledges a job anew that was offered again, with another nonce, after the details were read', async () => {
    const desk = await holdLease();
    let reads = 0;

    const claimed = await claimAt(desk, {
      details: async (...values) => {
        const details = await desk.codePipeline.details(...values);
        return typeof details === 'object' && reads++ === 0 ? { ...details, nonce: 'of an earlier offer' } : details;
      },
    });

    const { status, details } = desk.codePipeline.job(desk.jobId);
    expect(claimed).toMatchObject({ details: { jobId: desk.jobId } });
    expect(status).toBe('InProgress');
    expect(desk.redactor.redact(details.nonce)).toBe('***');
  });

  it('ends a job as lost that is refused with every nonce it is given', async () => {
    const desk = await holdLease();
    const { acknowledge } = acknowledging(desk, Array(100).fill('refused'));
    let reads = 0;

    const claimed = await claimAt(desk, {
      acknowledge,
      details: async (...values) => {
        // A claim without an end would leave this test without one.
        if (reads === 10) throw new Error('the claim asks for one nonce after the other');
        const details = await desk.codePipeline.details(...values);
        return typeof details === 'object' ? { ...details, nonce: `nonce ${reads++}` } : details;
      },
    });

    expect(claimed).toBe('lost');
    expect(reads).toBeLessThan(10);
  });

  it('ends a job as lost that CodePipeline does not know and that no attempt of ours touched', async () => {
    const desk = await holdLease();

    const claimed = await claimAt(desk, { details: async () => 'not-found' });

    expect(claimed).toBe('lost');
  });

  it.each(['claiming', 'running'] as const)(
    'goes on without details when CodePipeline no longer tells them of a job that was %s',
    async (phase) => {
      const desk = await holdLease({ entry: { phase } });

      const claimed = await claimAt(desk, { details: async () => 'not-found' });

      expect(claimed).toEqual({ details: undefined, job: expect.anything() });
    },
  );

  it('goes on with a refused job when an earlier attempt may have acknowledged it', async () => {
    const desk = await holdLease({ entry: { phase: 'claiming' } });
    desk.codePipeline.acknowledgeElsewhere(desk.jobId);

    const claimed = await claimAt(desk);

    expect(claimed).toMatchObject({ details: { jobId: desk.jobId } });
    expect(desk.lease.entry.phase).toBe('running');
  });

  it('ends a job as lost that is refused after an acknowledge which had no effect', async () => {
    const desk = await holdLease();
    const { acknowledge } = acknowledging(desk, ['rejected', 'refused']);

    const claimed = await claimAt(desk, { acknowledge });

    expect(claimed).toBe('lost');
  });

  it('does not acknowledge again a job that is running', async () => {
    const desk = await holdLease({ entry: { phase: 'running' } });
    const { acknowledge, count } = acknowledging(desk, []);

    await claimAt(desk, { acknowledge });

    expect(count()).toBe(0);
  });

  it.each([
    ['rejected', 'queued'],
    ['no-answer', 'claiming'],
  ] as const)('leaves the job to the next attempt after four times %s, as %s', async (answer, phase) => {
    const desk = await holdLease();
    const { acknowledge, count } = acknowledging(desk, [answer, answer, answer, answer]);

    const claimed = claimAt(desk, { acknowledge });

    await expect(claimed).rejects.toThrow('tried 4 times without an answer');
    expect(count()).toBe(4);
    expect(desk.ledger.entry(desk.jobId).phase).toBe(phase);
  });

  it('throws, and changes nothing, when CodePipeline cannot be asked for the details', async () => {
    const desk = await holdLease({ plan: (call) => (call === 'jobs.details' ? 'request-lost' : 'none') });
    const before = desk.ledger.entry(desk.jobId);

    const claimed = claim(desk.ports, desk);

    await expect(claimed).rejects.toThrow('no answer to jobs.details');
    expect(desk.ledger.entry(desk.jobId)).toEqual(before);
  });

  it('looks a refused client token up once more, and no more than that', async () => {
    const desk = await holdLease();
    const asked: string[] = [];

    const claimed = await claimAt(desk, {
      details: async (_jobId, clientToken) => {
        asked.push(clientToken);
        desk.clients.set(CLIENT, { token: 'rotated-token' });
        return 'token-refused';
      },
    });

    expect(claimed).toBe('unreportable');
    expect(asked).toEqual([CLIENT_TOKEN, 'rotated-token']);
    expect(desk.ledger.entry(desk.jobId)).toMatchObject({ phase: 'unreportable', stoppedIn: 'queued', leaseUntil: 0 });
  });

  it.each([
    ['unknown', 'JobsUnreportable'],
    ['disabled', 'JobsOfDisabledClients'],
    ['refused', 'JobsUnreportable'],
  ] as const)('ends the job of an %s client as unreportable', async (state, message) => {
    const desk = await holdLease();
    desk.clients.set(CLIENT, state);

    const claimed = await claimAt(desk);

    expect(claimed).toBe('unreportable');
    expect(desk.codePipeline.job(desk.jobId).status).toBe('Dispatched');
    expect(desk.log.lines).toMatchObject([{ message, fields: { reason: state } }]);
  });

  it('acknowledges with the newest client token when it was rotated after the details were read', async () => {
    const desk = await holdLease();
    const tokens: string[] = [];

    const claimed = await claimAt(desk, {
      acknowledge: (jobId, nonce, clientToken) => {
        tokens.push(clientToken);
        desk.codePipeline.setToken(CLIENT, 'rotated-token');
        desk.clients.set(CLIENT, { token: 'rotated-token' });
        return desk.codePipeline.acknowledge(jobId, nonce, clientToken);
      },
    });

    expect(claimed).toMatchObject({ details: { jobId: desk.jobId } });
    expect(typeof claimed === 'object' && claimed.job.sealingKey('j-1')).toEqual(keyFrom('rotated-token', 'j-1'));
    expect(tokens).toEqual([CLIENT_TOKEN, 'rotated-token']);
    expect(desk.lease.entry.phase).toBe('running');
    expect(desk.redactor.redact('rotated-token')).toBe('***');
  });

  it('ends the job as unreportable when its acknowledge is refused for the newest token too', async () => {
    const desk = await holdLease();
    const { acknowledge, count } = acknowledging(desk, ['token-refused', 'token-refused']);

    const claimed = await claimAt(desk, { acknowledge });

    expect(claimed).toBe('unreportable');
    expect(count()).toBe(2);
    expect(desk.log.lines).toMatchObject([{ message: 'JobsUnreportable', fields: { reason: 'token-refused' } }]);
  });

  it.each([
    ['queued', 'its acknowledge certainly had no effect', {}, ['token-refused', 'token-refused']],
    ['claiming', 'its acknowledge may have had one', {}, ['no-answer', 'token-refused', 'token-refused']],
    ['claiming', 'that of an earlier attempt may have', { phase: 'claiming' }, ['token-refused', 'token-refused']],
  ] as const)('keeps of an unreportable job that it was %s when %s', async (stoppedIn, _why, entry, answers) => {
    const desk = await holdLease({ entry });
    const { acknowledge } = acknowledging(desk, [...answers]);

    await claimAt(desk, { acknowledge });

    expect(desk.ledger.entry(desk.jobId)).toMatchObject({ phase: 'unreportable', stoppedIn });
  });

  it('ends the job as unreportable when its client was disabled after the details were read', async () => {
    const desk = await holdLease();

    const claimed = await claimAt(desk, {
      acknowledge: async () => {
        desk.clients.set(CLIENT, 'disabled');
        return 'token-refused';
      },
    });

    expect(claimed).toBe('unreportable');
    expect(desk.log.lines).toMatchObject([{ message: 'JobsOfDisabledClients', fields: { reason: 'disabled' } }]);
  });

  it('ends a job as lost that is refused after its token was, for a refused token acknowledges nothing', async () => {
    const desk = await holdLease();
    const { acknowledge } = acknowledging(desk, ['token-refused', 'refused']);

    const claimed = await claimAt(desk, { acknowledge });

    expect(claimed).toBe('lost');
  });

  it('leaves the job queued, as nobody acknowledged it, when the newest token cannot be looked up', async () => {
    const desk = await holdLease();
    const { acknowledge } = acknowledging(desk, ['token-refused']);
    let lookups = 0;
    const clients: Clients = {
      token: (clientId) => (lookups++ === 0 ? desk.clients.token(clientId) : Promise.reject(new Error('no answer'))),
    };

    const claimed = claimAt(desk, { acknowledge }, clients);

    await expect(claimed).rejects.toThrow('no answer');
    expect(desk.ledger.entry(desk.jobId).phase).toBe('queued');
  });

  it('tells the redactor the client token, the nonce, the credentials and the continuation token', async () => {
    const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: 'FwoGZXIvYXdz' };
    const desk = await holdLease({ job: { credentials, continuationToken: 'state of round one' } });
    const { nonce } = desk.codePipeline.job(desk.jobId).details;

    await claimAt(desk);

    const secrets = [CLIENT_TOKEN, nonce, ...Object.values(credentials), 'state of round one'];
    expect(secrets.map((secret) => desk.redactor.redact(secret))).toEqual(secrets.map(() => '***'));
  });
});
