import { describe, expect, it } from 'vitest';
import { createPoller } from '../../../lambda/poller.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryCodePipeline } from '../../memory/codepipeline-jobs.ts';
import { memoryQueue } from '../../memory/queue.ts';
import { invoke } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';

captureLogLines();

describe('the poller Lambda', () => {
  it('asks for no job when it is to serve no action type', async () => {
    const clock = createManualClock();
    const ports = {
      offers: memoryCodePipeline({ clock }),
      ledger: memoryLedger(),
      queue: memoryQueue({ clock }),
      clock,
    };

    const answer = await invoke(createPoller(ports, []), {}, clock, 60);

    expect(answer).toEqual({ queued: 0 });
  });
});
