import { describe, expect, it } from 'vitest';
import type { PolledJob } from '../../../lambda/action/job.ts';
import { enqueue } from '../../../lambda/job/enqueue.ts';
import { hashOf, newEntry } from '../../../lambda/job/ledger.ts';
import { createPollMemory, type PollPorts, poll } from '../../../lambda/job/poll.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryCodePipeline } from '../../memory/codepipeline-jobs.ts';
import { memoryQueue } from '../../memory/queue.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };
const JOBS = 25;

function openPorts() {
  const clock = createManualClock();
  const codePipeline = memoryCodePipeline({ clock });
  const [ledger, queue, log] = [memoryLedger(), memoryQueue({ clock }), memoryLog()];
  const ports: PollPorts = { offers: codePipeline, ledger, queue, clock, log, memory: createPollMemory() };
  const jobIds = Array.from({ length: JOBS }, () => codePipeline.add({ clientId: 'c-1', actionTypeId: TYPE }));
  const pollWith = (changes: Partial<PollPorts> = {}) =>
    clock.finish(poll({ ...ports, ...changes }, [TYPE], clock.now() + 1000));
  return { clock, ledger, queue, log, jobIds, pollWith };
}

describe('jobs that are queued together', () => {
  it('are read and sent by tens, each once', async () => {
    const { ledger, queue, jobIds, pollWith } = openPorts();
    const [read, sent]: string[][][] = [[], []];
    const readAll: typeof ledger.readAll = (ids) => {
      read?.push([...ids]);
      return ledger.readAll(ids);
    };
    const sendAll: typeof queue.sendAll = (jobs) => {
      sent?.push(jobs.map(({ jobId }) => jobId));
      return queue.sendAll(jobs);
    };

    const queued = await pollWith({ ledger: { ...ledger, readAll }, queue: { ...queue, sendAll } });

    for (const batches of [read, sent]) {
      expect(batches?.map(({ length }) => length)).toEqual([10, 10, 5]);
      expect(batches?.flat().toSorted()).toEqual(jobIds.toSorted());
    }
    expect(queued).toBe(JOBS);
  });

  it.each([
    ['the queue takes none of them', 'all', 0, 3],
    ['the queue takes all but one', 'one', JOBS - 1, 1],
  ])('are sent again at the next offer when %s, and none is lost', async (_what, which, sentAtFirst, failures) => {
    const { clock, queue, log, jobIds, pollWith } = openPorts();
    const refused = new Error('busy');
    const sendOne = (job: PolledJob) => (job.jobId === jobIds[12] ? Promise.reject(refused) : queue.send(job));
    const sendAll: typeof queue.sendAll = (jobs) =>
      which === 'all' ? Promise.reject(refused) : Promise.allSettled(jobs.map(sendOne));

    const first = await pollWith({ queue: { ...queue, sendAll } });
    await clock.advance(31_000);
    const second = await pollWith();

    expect([first, second, queue.length]).toEqual([sentAtFirst, JOBS - sentAtFirst, JOBS]);
    expect(log.counted('PollsFailed')).toBe(failures);
  });

  it('are left for the next offer when the ledger cannot be read, or not for one of them', async () => {
    const { clock, ledger, queue, log, jobIds, pollWith } = openPorts();
    const away = new Error('the ledger is away');
    const read = (jobId: string) => (jobId === jobIds[3] ? Promise.reject(away) : ledger.read(jobId));

    const none = await pollWith({ ledger: { ...ledger, readAll: () => Promise.reject(away) } });
    await clock.advance(31_000);
    const most = await pollWith({ ledger: { ...ledger, readAll: (ids) => Promise.allSettled(ids.map(read)) } });
    await clock.advance(31_000);
    const last = await pollWith();

    expect([none, most, last, queue.length]).toEqual([0, JOBS - 1, 1, JOBS]);
    expect(log.counted('PollsFailed')).toBe(3 + 1);
  });

  it.each(['reported', 'unreportable'] as const)(
    'begin anew when they were %s and are still on offer',
    async (phase) => {
      const { clock, ledger, jobIds, pollWith } = openPorts();
      const jobId = jobIds[0] ?? '';
      const outcome = { kind: 'failed', failure: { type: 'JobFailed', message: 'No.' } } as const;
      const before = newEntry(jobId, 'c-1', clock.now() - 300_000);
      ledger.put({ ...before, phase, runs: 3, outcome, stoppedIn: 'decided' });

      await pollWith();

      const { runs, outcome: left, stoppedIn, phase: now } = ledger.entry(jobId);
      expect({ runs, left, stoppedIn, now }).toEqual({ runs: 0, left: undefined, stoppedIn: undefined, now: 'queued' });
    },
  );

  it('keep none of the others when one cannot be written', async () => {
    const { ledger, queue, jobIds, pollWith } = openPorts();
    const write: typeof ledger.write = (entry, replacing) =>
      entry.jobId === jobIds[0] ? Promise.reject(new Error('no')) : ledger.write(entry, replacing);

    const queued = await pollWith({ ledger: { ...ledger, write } });

    expect([queued, queue.length]).toEqual([JOBS - 1, JOBS - 1]);
  });

  it('are not those with a decided outcome, which only its worker or the message behind it may report', async () => {
    const { clock, ledger, queue, jobIds, pollWith } = openPorts();
    const jobId = jobIds[0] ?? '';
    const outcome = { kind: 'failed', failure: { type: 'JobFailed', message: 'No.' } } as const;
    const before = { ...newEntry(jobId, 'c-1', clock.now() - 3_600_000), phase: 'decided', outcome } as const;
    ledger.put(before);

    await pollWith();

    expect([ledger.entry(jobId), queue.length]).toEqual([before, JOBS - 1]);
  });
});

it.each([
  ['before its entry was written does not', -1, ['newer', false]],
  ['after that does', 1, ['other', true]],
])('a poll that was sent %s tell the nonce of a custom action', async (_what, later, expected) => {
  const clock = createManualClock();
  const [ledger, queue] = [memoryLedger(), memoryQueue({ clock })];
  const nonceHash = hashOf('newer');
  ledger.put({ ...newEntry('j-1', 'account', clock.now()), nonceHash });
  const offer = { jobId: 'j-1', nonce: 'other', sentAt: clock.now() + later };

  const [isQueued] = await enqueue({ ledger, queue, clock, log: memoryLog() }, [offer]);

  const nonces = ['newer', 'other'].filter((nonce) => hashOf(nonce) === ledger.entry('j-1').nonceHash);
  expect([...nonces, isQueued]).toEqual(expected);
});
