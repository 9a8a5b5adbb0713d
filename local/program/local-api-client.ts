import { callOf } from '../../command/call.ts';
import { Refusal, UsageError } from '../../command/command.ts';
import type { ActionFacts } from '../actions/action-facts.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { JobSubmission } from '../codepipeline/local-api/submission.ts';
import type { SubmittedJob } from '../codepipeline/local-api/submit-job.ts';
import { asJson } from '../events/call-subject.ts';
import type { LocalEvent } from '../events/event.ts';
import { readEvents } from './read-events.ts';

const MAX_WAIT_MILLISECONDS = 30_000;

/** The calls of another process to a control plane that runs on this machine. */
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

/**
 * Asks the control plane on this port of 127.0.0.1. Every call throws Refusal when none answers there. Nothing is sent on
 * to where an answer points: a job carries its customer's secrets, and another program may have taken the port.
 */
export function localApiAt(port: number): LocalApiClient {
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}/_local/${path}`, {
      signal: AbortSignal.timeout(MAX_WAIT_MILLISECONDS),
      redirect: 'manual',
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }).catch(() => {
      throw new Refusal(
        `Nothing answers on port ${port} of 127.0.0.1. Is \`${callOf('start')}\` running there? See --port.`,
      );
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as T;
    const told = asJson(answer)['message'];
    const message = typeof told === 'string' ? told : `Port ${port} of 127.0.0.1 answered with ${response.status}.`;
    throw response.status === 400 ? new UsageError(message) : new Refusal(message);
  };
  return {
    async actions() {
      const answer = await call<unknown>('actions');
      if (Array.isArray(answer) && answer.every(isAction)) return answer.map(factsOf);
      throw new Refusal(
        `What answers on port ${port} of 127.0.0.1 is not a control plane of this version. Is \`${callOf('start')}\` running there? See --port.`,
      );
    },
    submit: (submission) => call('jobs', submission),
    checkConfiguration: async (submission) => void (await call('configuration', submission)),
    events: (jobId) => readEvents(`http://127.0.0.1:${port}/_local/events?job=${encodeURIComponent(jobId)}`),
    show: (jobId) => call(`jobs/${encodeURIComponent(jobId)}`),
  };
}

/** Asked before anything secret is sent: whoever else listens there would hardly answer so. */
function isAction(one: unknown): one is DescribedAction {
  const { type, inputs, outputs, properties } = asJson(one);
  const isCounted = [inputs, outputs]
    .map(asJson)
    .every(({ minimum, maximum }) => Number.isInteger(minimum) && Number.isInteger(maximum));
  return typeof asJson(type)['provider'] === 'string' && isCounted && Array.isArray(properties);
}

const factsOf = ({ type, inputs, outputs, properties }: DescribedAction): ActionFacts => ({
  name: type.provider.toLowerCase(),
  actionTypeId: type,
  properties,
  inputs: { names: [], ...inputs },
  outputs: { names: [], ...outputs },
});
