import { describe, expect, it } from 'vitest';
import { integrations } from '../../../model/integration.ts';
import { deathAt, faultAt } from '../../memory/faults.ts';
import { disturbEachCall, violationsOfSuccess } from './crashes.ts';
import { captureLogLines } from './log-lines.ts';

captureLogLines();

/** Every call that a worker makes over one job, in any order. */
const ROAD = [
  'ledger.read',
  'ledger.write',
  'queue.hide',
  'clients.token',
  'jobs.details',
  'jobs.acknowledge',
  'input.read',
  'output.write',
  'output.finish',
  'jobs.putSuccess',
];

describe.each(integrations)('a job of a %s action', (integration) => {
  const road = ROAD.filter((call) => integration === 'third-party' || call !== 'clients.token');

  it('has its one right result although its first worker died, whatever it was about to do', async () => {
    const calls = new Set<string>();
    let deaths = 0;

    for await (const disturbed of disturbEachCall({ integration, plan: deathAt })) {
      const { call = 'no call' } = disturbed;
      deaths += 1;
      calls.add(call);
      expect(violationsOfSuccess(disturbed), `death ${deaths}, before ${call}`).toEqual([]);
    }

    expect([...calls].sort()).toEqual([...road, 'no call'].sort());
  });

  it.each(['request-lost', 'answer-lost'] as const)(
    'has its one right result with any %s of its first worker',
    async (fault) => {
      const calls = new Set<string>();

      for await (const disturbed of disturbEachCall({ integration, plan: (number) => faultAt(number, fault) })) {
        const { world, jobId, call = 'no call' } = disturbed;
        calls.add(call);
        // The action takes what it cannot read or write for its own failure, and that is a result like any other.
        if (/put\.|input\./.test(call)) expect(world.codePipeline.job(jobId).status, call).toBe('Failed');
        else expect(violationsOfSuccess(disturbed), call).toEqual([]);
      }

      expect([...calls].sort()).toEqual([...road, 'no call'].sort());
    },
  );

  it.each(['request-lost', 'answer-lost'] as const)(
    'of another worker is never reported, with any %s of ours',
    async (fault) => {
      const disturbances = disturbEachCall({
        integration,
        plan: (number) => faultAt(number, fault),
        before: (world, jobId) => world.codePipeline.acknowledgeElsewhere(jobId),
      });

      for await (const { world, jobId, call } of disturbances) {
        // A lost acknowledge may have been the one that took the job, so the refusal of the next one proves nothing.
        if (call !== 'jobs.acknowledge') expect(world.codePipeline.job(jobId).status, call).toBe('InProgress');
      }
    },
  );
});
