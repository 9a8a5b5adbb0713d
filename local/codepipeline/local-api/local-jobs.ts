import { randomBytes } from 'node:crypto';
import type { JobStatus } from '../jobs/job-status.ts';
import type { JobChange } from '../jobs/job-store.ts';
import { checkClient } from './client.ts';
import { findJob } from './find-job.ts';
import { type JobView, viewJob } from './job-view.ts';
import type { JobSubmission } from './submission.ts';
import { DEFAULT_CLIENT_ID, type SubmitOptions, type SubmittedJob, submitJob } from './submit-job.ts';
import { waitForStatus } from './wait-for-status.ts';

/** What the process that runs the control plane may ask of it; `/_local/` answers from the same. */
export interface LocalJobs {
  /** Checks all of it, whatever its type says. @throws InvalidSubmission */
  submit(submission: JobSubmission): Promise<SubmittedJob>;
  /** Submits once more what was submitted last, as it then was; undefined when there was nothing yet. @throws InvalidSubmission */
  submitAgain(): Promise<SubmittedJob | undefined>;
  /** Waits until nothing is being submitted. A folder that is being packed when the control plane is closed is given up. */
  settle(): Promise<void>;
  /** In the order they were made. */
  list(): Promise<JobView[]>;
  /** @throws UnknownJob */
  show(jobId: string): Promise<JobView>;
  /** Makes a client known, or gives it another token. @throws InvalidClient */
  putClient(clientId: string, clientToken: string): Promise<void>;
  /** Calls a listener, which must not throw, at each change of a job's status. Returns what ends that. */
  onChange(listener: (change: JobChange) => void): () => void;
  /**
   * The job once it has had one of these statuses, now or earlier. What time does to a job shows at the next call on any.
   * @throws UnknownJob; Error when the job ends without one of them, or the control plane is closed.
   */
  waitFor(jobId: string, statuses: readonly JobStatus[]): Promise<JobView>;
}

interface LocalJobsOptions extends Omit<SubmitOptions, 'ensureDefaultClient'> {
  /** Gets every client before it is stored. */
  onClient: (clientId: string, clientToken: string) => Promise<void>;
  /** Fires when the control plane is closed. */
  closed: AbortSignal;
}

export function createLocalJobs(options: LocalJobsOptions): LocalJobs {
  const { store, artifacts, onClient, closed } = options;
  const show = async (jobId: string) => await viewJob(artifacts, findJob(store, jobId));
  const putClient = async (id: string, token: string) => {
    const { clientId, clientToken } = checkClient({ clientId: id, clientToken: token });
    await onClient(clientId, clientToken);
    store.work(({ clients }) => clients.put(clientId, clientToken));
  };
  const createDefaultClient = async () => {
    if (store.work(({ clients }) => clients.has(DEFAULT_CLIENT_ID))) return;
    await putClient(DEFAULT_CLIENT_ID, randomBytes(32).toString('hex'));
  };
  let creating: Promise<void> | undefined;
  const ensureDefaultClient = async () => {
    // Jobs that come together share one call, or each would give the client another token.
    creating ??= createDefaultClient().finally(() => {
      creating = undefined;
    });
    await creating;
  };
  const onPacking: SubmitOptions['onPacking'] = (...told) => {
    closed.throwIfAborted();
    options.onPacking?.(...told);
  };
  const submitting = new Set<Promise<unknown>>();
  const submit = (submission: JobSubmission) => {
    const submitted = submitJob({ ...options, onPacking, ensureDefaultClient }, submission);
    submitting.add(submitted);
    const forget = () => void submitting.delete(submitted);
    submitted.then(forget, forget);
    return submitted;
  };
  let last: JobSubmission | undefined;
  return {
    submit: async (submission) => {
      const submitted = await submit(submission);
      last = submission;
      return submitted;
    },
    submitAgain: async () => (last === undefined ? undefined : await submit(last)),
    settle: async () => void (await Promise.allSettled(submitting)),
    list: () => Promise.all(store.work(({ jobs }) => jobs.all()).map((job) => viewJob(artifacts, job))),
    show,
    putClient,
    onChange: (listener) => store.onChange((change) => listener(change)),
    waitFor: async (jobId, statuses) => {
      await waitForStatus(store, jobId, statuses, closed);
      return await show(jobId);
    },
  };
}
