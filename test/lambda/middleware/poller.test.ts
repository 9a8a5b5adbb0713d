import { describe, expect, it } from 'vitest';
import type { Offers } from '../../../lambda/job/job-source.ts';
import { createPoller } from '../../../lambda/poller.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryCodePipeline } from '../../memory/codepipeline-jobs.ts';
import { memoryPollLease } from '../../memory/poll-lease.ts';
import { memoryQueue } from '../../memory/queue.ts';
import { invoke } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';

captureLogLines();

const pace = () => ({ lease: memoryPollLease(), pollEvery: 60, isPaused: false });

const TYPE = { category: 'Test', owner: 'Custom', provider: 'Probe', version: '1' } as const;

describe('the poller Lambda', () => {
  it('asks for no job when it is to serve no action type', async () => {
    const clock = createManualClock();
    const ports = {
      offers: memoryCodePipeline({ clock }),
      ledger: memoryLedger(),
      queue: memoryQueue({ clock }),
      clock,
      pace: pace(),
    };

    const answer = await invoke(createPoller(ports, []), {}, clock, 60);

    expect(answer).toEqual({ queued: 0 });
  });

  it('asks for the jobs of all its action types when an action of one of them has started, and for none otherwise', async () => {
    const clock = createManualClock();
    const polled: string[] = [];
    const offers: Offers = {
      async poll({ provider }) {
        polled.push(provider);
        return polled.length > 1 ? [] : [{ jobId: 'j-1', nonce: '3', group: 'arn:aws:codepipeline:shop' }];
      },
    };
    const ports = { offers, ledger: memoryLedger(), queue: memoryQueue({ clock }), clock, pace: pace() };
    const types = ['Probe', 'Other'].map((provider) => ({ ...TYPE, provider }));
    const poller = createPoller(ports, types);
    const started = (provider: string) => ({
      'detail-type': 'CodePipeline Action Execution State Change',
      detail: { state: 'STARTED', type: { ...TYPE, provider } },
    });

    const answers = [await clock.finish(invoke(poller, started('Nobody'), clock, 60))];
    expect(polled).toEqual([]);
    answers.push(await clock.finish(invoke(poller, started('Probe'), clock, 60)));

    expect(answers).toEqual([{ queued: 0 }, { queued: 1 }]);
    expect(new Set(polled)).toEqual(new Set(['Probe', 'Other']));
  });

  it('polls for a wake-up, and has SQS delete every message that is none', async () => {
    const clock = createManualClock();
    let polls = 0;
    const offers: Offers = {
      async poll() {
        polls += 1;
        return [];
      },
    };
    const ports = { offers, ledger: memoryLedger(), queue: memoryQueue({ clock }), clock, pace: pace() };
    const poller = createPoller(ports, [TYPE]);
    const wakeUp = { dueAt: clock.now(), every: 5, until: clock.now() + 60_000 };
    const eventOf = (body: object) => ({ Records: [{ messageId: 'm-1', body: JSON.stringify(body) }] });

    const answers = [
      await clock.finish(invoke(poller, eventOf({ jobId: 'j-1' }), clock, 60)),
      await clock.finish(invoke(poller, eventOf({ ...wakeUp, dueAt: clock.now() - 10_001 }), clock, 60)),
    ];
    expect(polls).toBe(0);
    answers.push(await clock.finish(invoke(poller, eventOf(wakeUp), clock, 60)));

    expect(polls).toBe(1);
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ batchItemFailures: [] })));
  });
});
