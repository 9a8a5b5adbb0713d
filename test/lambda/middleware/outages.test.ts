import { describe, expect, it } from 'vitest';
import { captureLogLines } from './log-lines.ts';
import { type Course, type Moment, playOutage, type Service } from './outages.ts';

captureLogLines();

const SECONDS = [0.15, 1, 30, 110, 180, 600];
const SERVICES: Service[] = ['ledger', 'jobs', 'clients', 'queue'];

/** What is wrong with a job of which a service was away, shorter than the worker lives. */
function violationsOf({ world, jobId, starts, completions }: Course): string[] {
  const { status, result } = world.codePipeline.job(jobId);
  return [
    ...(starts === 1 && completions === 1
      ? []
      : [`the action was started ${starts} times, ended ${completions} times`]),
    ...(status === 'Succeeded' ? [] : [`CodePipeline has the job ${status} with ${JSON.stringify(result)}`]),
    ...(world.ledger.entry(jobId).phase === 'reported' ? [] : [`the ledger has it ${world.ledger.entry(jobId).phase}`]),
  ];
}

describe.each(SERVICES)(
  'a job is done once and reported although the service behind the port %s is away',
  (service) => {
    it.each(['in the middle of the action', "at the action's return"] as const)('%s', async (moment) => {
      for (const seconds of SECONDS) {
        expect(violationsOf(await playOutage(service, moment, seconds)), `for ${seconds} s`).toEqual([]);
      }
    });

    it.each([
      ['before any one call takes effect', 'request-lost'],
      ['after any one call took effect and before its answer', 'answer-lost'],
    ] as const)('%s', async (_when, fault) => {
      const struck = new Set<string>();
      for (const seconds of SECONDS) {
        for (let call = 1, goesOn = true; goesOn; call++) {
          const course = await playOutage(service, { call, fault } satisfies Moment, seconds);
          goesOn = course.struck !== undefined;
          struck.add(course.struck ?? '');
          expect(violationsOf(course), `for ${seconds} s at call ${call}, ${course.struck}`).toEqual([]);
        }
      }
      struck.delete('');
      expect([...struck].sort()).toEqual(CALLS[service]);
    });
  },
);

/** The calls of a job's road that go to each service. */
const CALLS: Record<Service, string[]> = {
  ledger: ['ledger.read', 'ledger.write'],
  jobs: ['jobs.acknowledge', 'jobs.details', 'jobs.poll', 'jobs.putSuccess'],
  clients: ['clients.token'],
  queue: ['queue.hide'],
};
