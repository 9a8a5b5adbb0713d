import {
  continues,
  defineAction,
  failed,
  httpsUrl,
  type Outcome,
  optional,
  required,
  secret,
  succeeded,
  text,
} from '../index.ts';
import { askService } from './partner-service/ask-service.ts';
import { complain, requireId } from './partner-service/read-answer.ts';
import type { PartnerService } from './partner-service/service.ts';

/** Starts a run at the partner's service in the first round and asks how it goes in every later one. */
export const remoteRun = defineAction({
  type: { category: 'Test', provider: 'Remote-Run', version: '1' },
  description: 'Runs a suite at a service and waits for its result.',
  configuration: {
    ServiceUrl: required(httpsUrl, {
      description: 'The https URL of the service; runs are kept under /runs below it.',
    }),
    ServiceToken: required(secret, { description: 'The bearer token for the service.' }),
    Suite: optional(text, { description: 'The suite to run. The service chooses one when it is left out.' }),
  },
  inputs: { minimum: 0, maximum: 1 },
  outputs: 0,
  async run(job) {
    const { ServiceUrl, ServiceToken, Suite } = job.configuration;
    const { signal, surroundings } = job;
    const service = { url: ServiceUrl, token: ServiceToken, tokenProperty: 'ServiceToken', signal, surroundings };
    if (job.continuationToken !== undefined) return readRun(service, job.continuationToken);

    let id = job.remembered('runId');
    if (id === undefined) {
      const body = { suite: Suite, jobId: job.id, pipeline: job.pipeline };
      const answer = await askService(service, { method: 'POST', path: ['runs'], body, idempotencyKey: job.id });
      id = requireId(service, answer['id']);
      await job.remember('runId', id);
    }
    return continues(id, { externalExecutionId: id, percentComplete: 0 });
  },
});

/** Where the run stands, as the outcome of this round. */
async function readRun(service: PartnerService, id: string): Promise<Outcome> {
  const answer = await askService(service, { method: 'GET', path: ['runs', id] });
  const summary = typeof answer['summary'] === 'string' ? answer['summary'] : undefined;
  switch (answer['status']) {
    case 'running':
      return continues(id, {
        externalExecutionId: id,
        summary,
        percentComplete: readPercent(answer['percentComplete']),
        notBefore: readMoment(answer['askAgainAfterSeconds']),
      });
    case 'succeeded':
      return succeeded({ externalExecutionId: id, summary, percentComplete: 100 });
    case 'failed':
      return failed('JobFailed', summary ?? `Run ${id} failed; the service at ${service.url.host} gave no reason.`, id);
    default:
      throw complain(service, 'gave no usable "status": allowed are running, succeeded and failed');
  }
}

/** In seconds, ten hours: a service that is wrong must not keep a pipeline waiting for longer. */
const MAX_ASK_AGAIN = 36_000;

/** When the service wants to be asked again; the next round decides when it does not say, or says something odd. */
const readMoment = (seconds: unknown) =>
  typeof seconds === 'number' && seconds >= 1
    ? new Date(Date.now() + 1000 * Math.min(MAX_ASK_AGAIN, seconds))
    : undefined;

/** The value is only for a progress bar, so one that is not a percentage is left out. */
const readPercent = (value: unknown) =>
  typeof value === 'number' && value >= 0 && value <= 100 ? Math.round(value) : undefined;
