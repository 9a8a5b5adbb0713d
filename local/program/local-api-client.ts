import { callOf } from '../../command/call.ts';
import { Refusal, UsageError } from '../../command/command.ts';
import type { ActionFacts } from '../actions/action-facts.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { JobSubmission } from '../codepipeline/local-api/submission.ts';
import type { SubmittedJob } from '../codepipeline/local-api/submit-job.ts';
import type { LocalEvent } from '../events/event.ts';
import { readEvents } from './read-events.ts';

const MAX_WAIT_MILLISECONDS = 30_000;

/** What another process asks of a control plane that runs on this machine. */
export interface LocalApiClient {
  actions(): Promise<ActionFacts[]>;
  /** @throws UsageError when the control plane refuses the job. */
  submit(submission: JobSubmission): Promise<SubmittedJob>;
  show(jobId: string): Promise<JobView>;
  /** @throws UsageError with what the action says of it. */
  checkConfiguration(submission: Pick<JobSubmission, 'actionTypeId' | 'configuration'>): Promise<void>;
  /** All that happened and happens to a job and its other rounds. Ends with the control plane. */
  events(jobId: string): AsyncIterable<LocalEvent>;
}

/** An action as the control plane describes it. */
interface DescribedAction {
  type: ActionFacts['actionTypeId'];
  inputs: Omit<ActionFacts['inputs'], 'names'> & { names?: string[] };
  outputs: Omit<ActionFacts['outputs'], 'names'> & { names?: string[] };
  properties: ActionFacts['properties'];
}

/** Asks the control plane on this port of 127.0.0.1. Every call throws Refusal when none answers there. */
export function localApiAt(port: number): LocalApiClient {
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}/_local/${path}`, {
      signal: AbortSignal.timeout(MAX_WAIT_MILLISECONDS),
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }).catch(() => {
      throw new Refusal(
        `Nothing answers on port ${port} of 127.0.0.1. Is \`${callOf('start')}\` running there? See --port.`,
      );
    });
    const answer = (await response.json().catch(() => ({}))) as { message?: string };
    if (response.ok) return answer as T;
    const message = answer.message ?? `Port ${port} of 127.0.0.1 answered with ${response.status}.`;
    throw response.status === 400 ? new UsageError(message) : new Refusal(message);
  };
  return {
    actions: async () => (await call<DescribedAction[]>('actions')).map(factsOf),
    submit: (submission) => call('jobs', submission),
    checkConfiguration: async (submission) => void (await call('configuration', submission)),
    events: (jobId) => readEvents(`http://127.0.0.1:${port}/_local/events?job=${encodeURIComponent(jobId)}`),
    show: (jobId) => call(`jobs/${encodeURIComponent(jobId)}`),
  };
}

const factsOf = ({ type, inputs, outputs, properties }: DescribedAction): ActionFacts => ({
  name: type.provider.toLowerCase(),
  actionTypeId: type,
  properties,
  inputs: { names: [], ...inputs },
  outputs: { names: [], ...outputs },
});
