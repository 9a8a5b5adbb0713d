import { systemClock } from '../../model/clock.ts';
import type { Integration } from '../../model/integration.ts';
import { FINAL_STATUSES, isFinished, type JobStatus } from '../codepipeline/jobs/job-status.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { LocalJobs } from '../codepipeline/local-api/local-jobs.ts';
import type { Role } from './cast.ts';
import type { Customers } from './customers.ts';
import type { RehearsalInput } from './input.ts';
import type { Course } from './judge.ts';
import type { Observer } from './observer.ts';

/** The jobs of a rehearsal, from their first round to their last. */
export interface FollowedJobs {
  /** The role that a job plays, whichever round of it this is. */
  roleOf(jobId: string): Role | undefined;
  submit(role: Role, customers: Customers, input: RehearsalInput): Promise<void>;
  /** How many of the jobs have come to their end so far. */
  over(): number;
  /** Waits until every job has come to its end, or none has come further for this number of seconds, and tells how. */
  end(patienceSeconds: number): Promise<Omit<Course, 'interruptions'>[]>;
}

const LOOK_EVERY_MILLISECONDS = 200;
/** The statuses that are progress of a job; offering it again is not. */
const STEPS: readonly JobStatus[] = ['InProgress', ...FINAL_STATUSES];

export function followJobs(
  jobs: LocalJobs,
  observer: Observer,
  { stop, integration }: { stop: AbortSignal; integration: Integration },
): FollowedJobs {
  const roles = new Map<string, Role>();
  const firstJobs = new Map<Role, string>();

  const roundsOf = async (role: Role): Promise<JobView[]> => {
    const rounds: JobView[] = [];
    for (let jobId = firstJobs.get(role); jobId !== undefined; jobId = rounds.at(-1)?.continuedAs) {
      roles.set(jobId, role);
      rounds.push(await jobs.show(jobId));
    }
    return rounds;
  };
  let lastStep = Date.now();
  let over = 0;
  jobs.onChange(({ jobId, status }) => {
    if (STEPS.includes(status)) lastStep = Date.now();
    const role = roles.get(jobId);
    // The next round is made known before a worker can have it.
    if (role && status === 'Succeeded') void roundsOf(role).catch(() => {});
  });
  const isOver = async (role: Role): Promise<boolean> => {
    const last = (await roundsOf(role)).at(-1);
    if (role.expected.kind === 'unreportable')
      return observer.phases.get(last?.jobId ?? '')?.includes('unreportable') ?? false;
    return last !== undefined && isFinished(last);
  };

  return {
    roleOf: (jobId) => roles.get(jobId),
    over: () => over,
    async submit(role, customers, input) {
      const wanted = role.submission ?? {
        configuration: { ...role.configuration, Secret: customers.secretOf(role) },
        inputArtifacts: [{ name: 'Source', path: input.folder }],
        outputArtifacts: role.hasOutput ? ['Result'] : [],
      };
      const client = integration === 'third-party' ? { clientId: customers.clientOf(role) } : {};
      const { jobId } = await jobs.submit({ ...wanted, ...client, actionName: `Job-${role.index}` });
      roles.set(jobId, role);
      firstJobs.set(role, jobId);
    },
    async end(patienceSeconds) {
      const left = new Set(firstJobs.keys());
      while (left.size > 0 && Date.now() < lastStep + patienceSeconds * 1000 && !stop.aborted) {
        for (const role of [...left]) if (await isOver(role)) left.delete(role);
        over = firstJobs.size - left.size;
        await systemClock.sleep(LOOK_EVERY_MILLISECONDS, stop);
      }
      const courses = [...firstJobs.keys()].map(async (role) => {
        const rounds = await roundsOf(role);
        return { role, rounds, disturbed: rounds.some(({ jobId }) => observer.disturbed.has(jobId)) };
      });
      return Promise.all(courses);
    },
  };
}
