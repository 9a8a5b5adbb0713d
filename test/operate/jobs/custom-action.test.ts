import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../started-stack.ts';

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

const ofCustomAction = { clientId: '111122223333', nonceHash: 'hash of a nonce' };

describe('the job of a custom action', () => {
  it('is put back to the workers without a look at any client', async () => {
    const jobId = await stack.writeEntry({ ...ofCustomAction, phase: 'running', inVain: 30 });

    const ended = await stack.runJobs(['retry', jobId]);

    expect(ended).toEqual({ code: 0, output: `Job ${jobId} is queued again; its phase is running.\n`, errors: '' });
    expect(JSON.parse((await stack.receive())?.body ?? '')).toEqual({ jobId, clientId: '111122223333' });
    // Or the next worker would give it up.
    expect((await stack.ledger.read(jobId))?.inVain).toBeUndefined();
  });

  it('is not failed while it is on offer, because only an offer brings its nonce', async () => {
    const jobId = await stack.writeEntry({ ...ofCustomAction, phase: 'queued' });

    const ended = await stack.runJobs(['fail', jobId, '--message', 'No.']);

    expect(ended.code).toBe(1);
    expect(ended.errors).toContain('only a worker that is offered it has the nonce to take it. Nothing was reported.');
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'queued', attempt: 0 });
  });

  it('is failed with the calls of custom actions, which know no such job here', async () => {
    const jobId = await stack.writeEntry({ ...ofCustomAction, phase: 'running' });

    const ended = await stack.runJobs(['fail', jobId, '--message', 'No.']);

    expect(ended.errors).toContain(`CodePipeline takes no result for job ${jobId} any more`);
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'reported' });
  });
});
