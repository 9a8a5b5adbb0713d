import { GetThirdPartyJobDetailsCommand } from '@aws-sdk/client-codepipeline';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { JumpingClock } from '../../../local/faults/fault.ts';
import { systemClock } from '../../../model/clock.ts';
import { clientToken, LEASE_SECONDS, startFaulty } from './faulty-services.ts';

const JOB = { jobId: { S: 'j-1' } };
const get = new GetItemCommand({ TableName: 'ledger', Key: JOB });
const put = new PutItemCommand({ TableName: 'ledger', Item: JOB });

/** Draws what is named, and 0.9 for all else: no outage begins, the service refuses, nothing takes effect. */
const drawing =
  (drawn: Record<string, number>) =>
  (what: string | number): number =>
    drawn[what] ?? 0.9;

function stillClock(): JumpingClock {
  let now = Date.now();
  return {
    now: () => now,
    sleep: systemClock.sleep,
    jump: (milliseconds) => {
      now += milliseconds;
    },
  };
}

type Faulty = Awaited<ReturnType<typeof startFaulty>>;
const awayOf: Record<string, (faulty: Faulty) => Promise<unknown>> = {
  'ledger-outage': ({ dynamodb }) => dynamodb.send(get),
  'jobs-outage': ({ codepipeline }) =>
    codepipeline.send(new GetThirdPartyJobDetailsCommand({ jobId: 'j', clientToken })),
  'queue-outage': ({ sqs }) => sqs.send(new ListQueuesCommand({})),
};

describe('an outage', () => {
  it.each(Object.entries(awayOf))('%s keeps its own service away and no other', async (name, call) => {
    await using faulty = await startFaulty(name, { draw: drawing({ [name]: 0 }) });

    await expect(call(faulty)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    for (const [other, callOther] of Object.entries(awayOf)) {
      const answer = await callOther(faulty).catch((error: Error) => error.name);
      if (other !== name) expect(answer, other).not.toBe('ServiceUnavailable');
    }
  });

  it.each([
    ['a tenth of a second', 0, 100],
    ['five leases', 1, 5 * LEASE_SECONDS * 1000],
  ])(
    'lasts from its first call on, from %s when %i is drawn, and is followed by a lease of calm',
    async (_how, drawn, length) => {
      await using faulty = await startFaulty('ledger-outage', {
        clock: stillClock(),
        draw: drawing({ 'ledger-outage': 0, 'ledger-outage lasts': drawn }),
      });
      const readAfter = async (milliseconds: number) => {
        faulty.clock.jump(milliseconds);
        return faulty.dynamodb.send(get).then(
          () => 'answered',
          () => 'away',
        );
      };

      expect([await readAfter(0), await readAfter(length - 1), await readAfter(1)]).toEqual([
        'away',
        'away',
        'answered',
      ]);
      expect([await readAfter(LEASE_SECONDS * 1000 - 1), await readAfter(1)]).toEqual(['answered', 'away']);
    },
  );

  it('may let the call that it begins with take effect', async () => {
    await using faulty = await startFaulty('ledger-outage', {
      draw: drawing({ 'ledger-outage': 0, 'ledger-outage lasts': 0, 'ledger-outage after': 0 }),
    });

    await expect(faulty.dynamodb.send(put)).rejects.toThrow();
    faulty.clock.jump(1000);

    expect((await faulty.dynamodb.send(get)).Item).toEqual(JOB);
  });
});

describe('a silent service', () => {
  it.each([
    ['took effect', 0, JOB],
    ['came to nothing', 0.9, undefined],
  ])('never answers a request, which %s', async (_what, drawn, stored) => {
    let calls = 0;
    await using faulty = await startFaulty('silent-service', {
      draw: (what) => (what === 'silent-service after' ? drawn : calls++),
    });
    const leaving = new AbortController();
    let isAnswered = false;

    const sent = faulty.dynamodb.send(put, { abortSignal: leaving.signal }).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => faulty.strikes).toEqual(['PutItem']);
    await expect.poll(async () => (await faulty.dynamodb.send(get)).Item).toEqual(stored);

    expect(isAnswered).toBe(false);
    leaving.abort();
    await expect(sent).rejects.toThrow();
  });
});
