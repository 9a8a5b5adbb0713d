import { describe, expect, it } from 'vitest';
import { handler } from '../../../lambda/poller.ts';
import { createManualClock } from '../../memory/clock.ts';
import { invoke } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';

captureLogLines();

describe('the poller Lambda', () => {
  it('asks for no job when it is to serve no action type', async () => {
    const answer = await invoke(handler, {}, createManualClock(), 60);

    expect(answer).toEqual({ queued: 0 });
  });
});
