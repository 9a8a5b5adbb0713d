import { systemClock } from '../../model/clock.ts';
import type { Integration } from '../../model/integration.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { LocalJobs } from '../codepipeline/local-api/local-jobs.ts';
import type { Role } from './cast.ts';
import type { Customers } from './customers.ts';
import type { RehearsalInput } from './input.ts';
import type { Course } from './judge.ts';
import type { Observer } from './observer.ts';

/** The jobs of a rehearsal, from their first round to their last. */
export interface Runs {
  /** The part that a job plays, whichever round of it this is. */
  partOf(jobId: string): Role | undefined;
  submit(part: Role, customers: Customers, input: RehearsalInput): Promise<void>;
  /** How many of the jobs have come to their end so far. */
  over(): number;
  /** Waits until every job has come to its end, or none has come further for this number of seconds, and tells how. */
  end(patienceSeconds: number): Promise<Omit<Course, 'interruptions'>[]>;
}

const LOOK_EVERY_MILLISECONDS = 200;
const ENDS: readonly string[] = ['Succeeded', 'Failed', 'TimedOut'];
/** The statuses that are progress of a job; offering it again is not. */
const STEPS: readonly string[] = ['InProgress', ...ENDS];

export function followJobs(
  jobs: LocalJobs,
  observer: Observer,
  { stop, integration }: { stop: AbortSignal; integration: Integration },
): Runs {
  const parts = new Map<string, Role>();
  const firstJobs = new Map<Role, string>();

  const roundsOf = async (part: Role): Promise<JobView[]> => {
    const rounds: JobView[] = [];
    for (let jobId = firstJobs.get(part); jobId !== undefined; jobId = rounds.at(-1)?.continuedAs) {
      parts.set(jobId, part);
      rounds.push(await jobs.show(jobId));
    }
    return rounds;
  };
  let lastStep = Date.now();
  let over = 0;
  jobs.onChange(({ jobId, status }) => {
    if (STEPS.includes(status)) lastStep = Date.now();
    const part = parts.get(jobId);
    // The next round is made known before a worker can have it.
    if (part && status === 'Succeeded') void roundsOf(part).catch(() => {});
  });
  const isOver = async (part: Role): Promise<boolean> => {
    const last = (await roundsOf(part)).at(-1);
    if (part.expected.kind === 'unreportable')
      return observer.phases.get(last?.jobId ?? '')?.includes('unreportable') ?? false;
    return ENDS.includes(last?.status ?? '');
  };

  return {
    partOf: (jobId) => parts.get(jobId),
    over: () => over,
    async submit(part, customers, input) {
      const wanted = part.submission ?? {
        configuration: { ...part.configuration, Secret: customers.secretOf(part) },
        inputArtifacts: [{ name: 'Source', path: input.folder }],
        outputArtifacts: part.hasOutput ? ['Result'] : [],
      };
      const client = integration === 'third-party' ? { clientId: customers.clientOf(part) } : {};
      const { jobId } = await jobs.submit({ ...wanted, ...client, actionName: `Job-${part.index}` });
      parts.set(jobId, part);
      firstJobs.set(part, jobId);
    },
    async end(patienceSeconds) {
      const left = new Set(firstJobs.keys());
      while (left.size > 0 && Date.now() < lastStep + patienceSeconds * 1000 && !stop.aborted) {
        for (const part of [...left]) if (await isOver(part)) left.delete(part);
        over = firstJobs.size - left.size;
        await systemClock.sleep(LOOK_EVERY_MILLISECONDS, stop);
      }
      const courses = [...firstJobs.keys()].map(async (part) => {
        const rounds = await roundsOf(part);
        return { part, rounds, disturbed: rounds.some(({ jobId }) => observer.disturbed.has(jobId)) };
      });
      return Promise.all(courses);
    },
  };
}
