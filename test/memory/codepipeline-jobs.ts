import { randomUUID } from 'node:crypto';
import type { JobDetails } from '../../lambda/action/job.ts';
import type { ThirdPartyJobs } from '../../lambda/aws/codepipeline/third-party-jobs.ts';
import type { FailureResult, SuccessResult } from '../../lambda/job/job-source.ts';
import { actionTypeName } from '../../model/action-type.ts';
import type { Clock } from '../../model/clock.ts';

type JobStatus = 'Created' | 'Queued' | 'Dispatched' | 'InProgress' | 'Succeeded' | 'Failed' | 'TimedOut';

/** A job as CodePipeline knows it. */
interface MemoryJob {
  clientId: string;
  status: JobStatus;
  /** When the status was entered; a repeated dispatch enters it anew. */
  since: number;
  queuedAt: number;
  details: JobDetails & { nonce: string };
  result?: SuccessResult | FailureResult;
  /** The job that carries on after a success with a continuation token. */
  continuedAs?: string;
}

/** What a new job consists of, apart from its id and nonce. */
export type NewJob = { clientId: string } & Pick<JobDetails, 'actionTypeId'> & Partial<JobDetails>;

/** The job side of CodePipeline in memory. */
export interface MemoryCodePipeline extends ThirdPartyJobs {
  /** Queues a job and gives its id. */
  add(job: NewJob): string;
  setToken(clientId: string, clientToken: string): void;
  job(jobId: string): MemoryJob;
  /** The jobs in the order they were made. */
  all(): MemoryJob[];
  /** What another partner's worker does: takes a job that is on offer. */
  acknowledgeElsewhere(jobId: string): void;
}

/** Times in seconds. */
interface CodePipelineRules {
  clock: Clock;
  /** After which an unacknowledged job is offered again, with a new nonce. */
  redelivery?: number;
  /** From a dispatch until its nonce is no longer taken, though it stays the same. */
  nonceLapsesAfter?: number;
  /** From a job's queueing to its end without a result. */
  jobTimeout?: number;
  /** From a continuation to its follow-up job. */
  continuationDelay?: number;
}

export function memoryCodePipeline(rules: CodePipelineRules): MemoryCodePipeline {
  const {
    clock,
    redelivery = 30,
    nonceLapsesAfter = Number.POSITIVE_INFINITY,
    jobTimeout = 3600,
    continuationDelay = 30,
  } = rules;
  const jobs = new Map<string, MemoryJob>();
  const tokens = new Map<string, string>();

  const enter = (job: MemoryJob, status: JobStatus) => Object.assign(job, { status, since: clock.now() });
  const create = ({ clientId, ...given }: NewJob, delay: number): string => {
    const jobId = randomUUID();
    const empty = { configuration: {}, pipeline: {}, inputArtifacts: [], outputArtifacts: [] };
    const details = { ...empty, ...given, jobId, nonce: randomUUID() };
    const queuedAt = clock.now() + delay * 1000;
    jobs.set(jobId, { clientId, status: 'Created', since: clock.now(), queuedAt, details });
    return jobId;
  };
  const letTimeWork = () => {
    for (const job of jobs.values()) {
      if (job.status === 'Created' && job.queuedAt <= clock.now()) enter(job, 'Queued');
      const isOpen = ['Queued', 'Dispatched', 'InProgress'].includes(job.status);
      if (isOpen && clock.now() >= job.queuedAt + jobTimeout * 1000) enter(job, 'TimedOut');
    }
  };
  const find = (jobId: string) => {
    letTimeWork();
    return jobs.get(jobId);
  };
  const isOffered = ({ status, since }: MemoryJob) =>
    status === 'Queued' || (status === 'Dispatched' && since + redelivery * 1000 <= clock.now());
  const put = (jobId: string, clientToken: string, end: (job: MemoryJob) => void) => {
    const job = find(jobId);
    if (!job) return 'closed';
    if (clientToken !== tokens.get(job.clientId)) return 'token-refused';
    if (job.status !== 'InProgress') return 'closed';
    end(job);
    return 'accepted';
  };
  const open = (jobId: string) => {
    const job = find(jobId);
    if (!job) throw new Error(`there is no job ${jobId}`);
    return job;
  };

  return {
    add: (job) => create(job, 0),
    setToken: (clientId, clientToken) => void tokens.set(clientId, clientToken),
    job: open,
    all: () => {
      letTimeWork();
      return [...jobs.values()];
    },
    acknowledgeElsewhere(jobId) {
      const job = open(jobId);
      if (job.status !== 'Queued' && job.status !== 'Dispatched') throw new Error(`the job is ${job.status}`);
      enter(job, 'InProgress');
    },

    async poll(actionTypeId, maxBatchSize) {
      letTimeWork();
      const offered = [...jobs.values()].filter(
        (job) => isOffered(job) && actionTypeName(job.details.actionTypeId) === actionTypeName(actionTypeId),
      );
      return offered.slice(0, maxBatchSize).map((job) => {
        enter(job, 'Dispatched').details.nonce = randomUUID();
        return { clientId: job.clientId, jobId: job.details.jobId };
      });
    },
    async details(jobId, clientToken) {
      const job = find(jobId);
      if (!job) return 'not-found';
      if (clientToken !== tokens.get(job.clientId)) return 'token-refused';
      if (['Succeeded', 'Failed', 'TimedOut'].includes(job.status)) return 'not-found';
      return structuredClone(job.details);
    },
    async acknowledge(jobId, nonce, clientToken) {
      const job = find(jobId);
      if (!job) return 'refused';
      if (clientToken !== tokens.get(job.clientId)) return 'token-refused';
      if (job.status !== 'Dispatched' || job.details.nonce !== nonce) return 'refused';
      if (job.since + nonceLapsesAfter * 1000 <= clock.now()) return 'refused';
      enter(job, 'InProgress');
      return 'in-progress';
    },
    putSuccess: async (jobId, clientToken, result) =>
      put(jobId, clientToken, (job) => {
        const { continuationToken } = result;
        enter(job, 'Succeeded').result = result;
        if (continuationToken === undefined) return;
        const { clientId, details } = job;
        job.continuedAs = create({ ...details, clientId, continuationToken }, continuationDelay);
      }),
    putFailure: async (jobId, clientToken, failure) =>
      put(jobId, clientToken, (job) => {
        enter(job, 'Failed').result = failure;
      }),
  };
}
