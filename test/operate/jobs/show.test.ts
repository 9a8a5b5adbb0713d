import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { type Stack, startStack } from '../started-stack.ts';

const NOW = Date.UTC(2030, 0, 1);
const clock = createManualClock(NOW);
const SEALED = 'c2VhbGVkLXRva2Vu';
const SPILLED = 'c3BpbGxlZC1zdGF0ZQ==';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const writeContinuing = () =>
  stack.writeEntry({
    phase: 'decided',
    attempt: 1,
    owner: { messageId: 'm-1', invocationId: 'i-1' },
    leaseUntil: NOW + 1000,
    changedAt: NOW - 5000,
    remembered: { runId: '17' },
    outcome: {
      kind: 'succeeded',
      executionDetails: { summary: 'half way', percentComplete: 50 },
      sealedToken: SEALED,
    },
    spilled: SPILLED,
  });

describe('npm run jobs -- show', () => {
  it('says until when a job waits', async () => {
    const jobId = await stack.writeEntry({ phase: 'waiting', notBefore: NOW + 8 * 3_600_000 });

    const { output } = await stack.runJobs(['show', jobId], { clock });

    expect(output).toMatch(/^phase +waiting$/m);
    expect(output).toMatch(/^notBefore +2030-01-01T08:00:00.000Z$/m);
  });

  it('says that polling is paused, beside the job', async () => {
    const jobId = await stack.writeEntry({ phase: 'queued' });
    await stack.runJobs(['pause'], { clock });

    const paused = await stack.runJobs(['show', jobId], { clock });
    await stack.runJobs(['resume']);
    const resumed = await stack.runJobs(['show', jobId], { clock });

    expect(paused.errors).toContain('Polling is paused since 2030-01-01T00:00:00.000Z');
    expect([paused.code, resumed.errors]).toEqual([0, '']);
  });

  it('shows everything the ledger says of a job, except what is sealed', async () => {
    const jobId = await writeContinuing();

    const ended = await stack.runJobs(['show', jobId, '--json'], { clock });

    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.output)).toMatchObject({
      jobId,
      clientId: stack.clientId,
      phase: 'decided',
      attempt: 1,
      held: true,
      leaseUntil: '2030-01-01T00:00:01.000Z',
      changedAt: '2029-12-31T23:59:55.000Z',
      owner: { messageId: 'm-1', invocationId: 'i-1' },
      remembered: { runId: '17' },
      outcome: { kind: 'continues', summary: 'half way', percentComplete: 50 },
      sealed: ['continuation token', 'continuation state'],
    });
  });

  it.each([[[]], [['--json']]])('never shows sealed texts, and says that they are there (%j)', async (flags) => {
    const jobId = await writeContinuing();

    const { output } = await stack.runJobs(['show', jobId, ...flags], { clock });

    expect(output).not.toContain(SEALED);
    expect(output).not.toContain(SPILLED);
    expect(output).toContain('continuation token');
    expect(output).toContain('continuation state');
  });

  it('shows a failure as its type and message', async () => {
    const failure = { type: 'ConfigurationError', message: 'Property "Suite" is wrong.' } as const;
    const jobId = await stack.writeEntry({ phase: 'reported', outcome: { kind: 'failed', failure } });

    const { output } = await stack.runJobs(['show', jobId]);

    expect(output).toMatch(/^outcome\.type +ConfigurationError$/m);
    expect(output).toMatch(/^outcome\.message +Property "Suite" is wrong\.$/m);
    expect(output).toMatch(/^leaseUntil +-$/m);
    expect(output).toMatch(/^sealed +-$/m);
  });

  it.each([[[]], [['--json']]])('escapes what a terminal would obey in the texts of a job (%j)', async (flags) => {
    const message = 'red \u001b[31m, beep \u0007, C1 \u009b2J, back\u0008\r\nnext, right-to-left \u202e';
    const jobId = await stack.writeEntry({
      phase: 'reported',
      outcome: { kind: 'failed', failure: { type: 'JobFailed', message } },
      remembered: { '\u001b]0;title\u0007': 'x' },
    });

    const { output } = await stack.runJobs(['show', jobId, ...flags]);

    expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(output).toContain('\\u001b[31m');
    expect(output).toContain('C1 \\u009b2J');
    if (flags.length > 0) expect(JSON.parse(output).outcome.message).toBe(message);
  });

  it('says with exit code 1 that the ledger has no such job', async () => {
    const ended = await stack.runJobs(['show', 'no-such-\u001bjob']);

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain('The ledger has no job no-such-\\u001bjob.');
  });

  it('wants a job ID, with exit code 2', async () => {
    const ended = await stack.runJobs(['show']);

    expect(ended).toMatchObject({ code: 2, errors: 'Expected besides flags: JOBID; got 0 words. See --help.\n' });
  });
});
