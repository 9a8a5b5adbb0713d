import {
  AcknowledgeThirdPartyJobCommand,
  GetThirdPartyJobDetailsCommand,
  PollForThirdPartyJobsCommand,
} from '@aws-sdk/client-codepipeline';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { actionTypeId, clientToken, createClock, startFaulty } from './faulty-services.ts';

describe('delay', () => {
  it('holds a call back for up to 1500 milliseconds', async () => {
    const asleep = Promise.withResolvers<number>();
    const woken = Promise.withResolvers<void>();
    const clock = createClock((milliseconds) => {
      asleep.resolve(milliseconds);
      return woken.promise;
    });
    await using faulty = await startFaulty('delay', { clock, draw: (what) => (what === 'delay for' ? 0.5 : 0) });

    let answered = false;
    const call = faulty.dynamodb.send(new GetItemCommand({ TableName: 'ledger', Key: { jobId: { S: 'a job' } } }));
    const done = call.then(() => {
      answered = true;
    });

    expect(await asleep.promise).toBe(750);
    expect(answered).toBe(false);
    woken.resolve();
    await done;
    expect(answered).toBe(true);
  });
});

describe('expire-credentials', () => {
  it.each([
    [0, 4],
    [0.5, 5],
    [0.99, 6],
  ])('ends credentials for good when %s is drawn after %i uses, and lets new ones do as often', async (drawn, uses) => {
    await using faulty = await startFaulty('expire-credentials', { draw: () => drawn });
    const jobId = await faulty.dispatch();

    for (let renewals = 0; renewals < 2; renewals++) {
      const { session, input } = await faulty.details(jobId);
      const s3 = faulty.s3(session);
      for (let use = 0; use < uses; use++) await s3.send(new GetObjectCommand(input));
      await expect(s3.send(new GetObjectCommand(input))).rejects.toMatchObject({ name: 'ExpiredToken' });
      await expect(s3.send(new GetObjectCommand(input))).rejects.toMatchObject({ name: 'ExpiredToken' });
    }

    expect(faulty.strikes).toEqual(Array(4).fill('GetObject'));
  });
});

describe('rival', () => {
  it('acknowledges first, so that our own acknowledge is refused, and puts its own result', async () => {
    await using faulty = await startFaulty('rival');
    const jobId = await faulty.dispatch();
    const { nonce } = await faulty.details(jobId);
    const acknowledge = new AcknowledgeThirdPartyJobCommand({ jobId, nonce, clientToken });

    await expect(faulty.codepipeline.send(acknowledge)).rejects.toMatchObject({ name: 'InvalidNonceException' });

    const { status, executionDetails } = await faulty.services.controlPlane.jobs.show(jobId);
    expect({ status, executionDetails }).toEqual({
      status: 'Succeeded',
      executionDetails: { summary: 'finished by another worker' },
    });
  });
});

describe('redelivery-storm', () => {
  it('offers an unacknowledged job again after a second', async () => {
    await using faulty = await startFaulty('redelivery-storm');
    const jobId = await faulty.dispatch();
    const poll = () => faulty.codepipeline.send(new PollForThirdPartyJobsCommand({ actionTypeId }));

    const atOnce = await poll();
    faulty.clock.jump(1000);
    const later = await poll();

    expect(atOnce.jobs).toEqual([]);
    expect(later.jobs?.map((job) => job.jobId)).toEqual([jobId]);
  });
});

describe('lapsed-offers', () => {
  it('has an acknowledge refused, three times in a row, that shows the very nonce of the details', async () => {
    await using faulty = await startFaulty('lapsed-offers');
    const jobId = await faulty.dispatch();
    const { nonce } = await faulty.details(jobId);
    const acknowledge = (shown: string | undefined) =>
      faulty.codepipeline.send(new AcknowledgeThirdPartyJobCommand({ jobId, nonce: shown, clientToken }));

    for (let struck = 0; struck < 3; struck++) {
      await expect(acknowledge(nonce)).rejects.toMatchObject({ name: 'InvalidNonceException' });
      expect((await faulty.details(jobId)).nonce).toBe(nonce);
    }
    faulty.clock.jump(30_000);
    await faulty.codepipeline.send(new PollForThirdPartyJobsCommand({ actionTypeId }));

    expect((await acknowledge((await faulty.details(jobId)).nonce)).status).toBe('InProgress');
    expect(faulty.strikes).toHaveLength(3);
  });
});

describe('clock-jump', () => {
  it('puts the clock of the services 8 minutes ahead, twice, so that artifact credentials run out', async () => {
    await using faulty = await startFaulty('clock-jump');
    const { session, input } = await faulty.details(await faulty.dispatch());
    const s3 = faulty.s3(session);
    const get = () => s3.send(new GetObjectCommand(input));
    const before = faulty.clock.now() - Date.now();

    await get();
    const once = faulty.clock.now() - Date.now();
    await get();
    await get().catch(() => undefined);
    const last = get();

    await expect(last).rejects.toMatchObject({ name: 'ExpiredToken' });
    expect([before, once, faulty.clock.now() - Date.now()].map((ahead) => Math.round(ahead / 60_000))).toEqual([
      0, 8, 16,
    ]);
  });
});

describe('bad-token', () => {
  it('refuses a client token once', async () => {
    await using faulty = await startFaulty('bad-token');
    const jobId = await faulty.dispatch();
    const details = new GetThirdPartyJobDetailsCommand({ jobId, clientToken });

    await expect(faulty.codepipeline.send(details)).rejects.toMatchObject({ name: 'InvalidClientTokenException' });

    expect((await faulty.codepipeline.send(details)).jobDetails?.id).toBe(jobId);
  });
});
