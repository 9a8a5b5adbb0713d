import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { callOf } from '../../command/call.ts';
import type { Deployment } from '../deployment.ts';
import { readPause } from '../jobs/polling-pause.ts';
import type { FoundStack } from '../stacks/read-stack.ts';
import { type Check, fault, ok, warning } from './check.ts';

/** The answer of a poller. */
interface PollAnswer {
  readonly queued?: number;
  readonly skipped?: string;
}

/** A line of its log. */
interface LogLine {
  readonly message?: string;
  readonly action?: string;
  readonly error?: { readonly name?: string; readonly message?: string } | string;
}

/**
 * Polls by the deployed poller itself: a customer's job that is offered to it is queued, while one that was offered to
 * this command would be lost. Only its log says that a poll failed; Lambda sends the end of that along.
 */
export const pollCheck = ({ outputs, region }: FoundStack, deployment: Deployment): Check => ({
  name: 'poll',
  look: async () => {
    const poller = outputs['PollerFunction'];
    if (poller === undefined)
      return warning('The stack does not name its poller.', 'Deploy this release; then it does.');
    const client = new LambdaClient({ region });
    try {
      const answer = await client.send(new InvokeCommand({ FunctionName: poller, Payload: '{}', LogType: 'Tail' }));
      const text = answer.Payload ? Buffer.from(answer.Payload).toString() : '';
      const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
      if (answer.FunctionError !== undefined) return broken(text);
      const told = parse<PollAnswer>(text) ?? {};
      // One that is not woken looks for a pause only when a job is on offer.
      const isPaused = told.queued === 0 && (await readPause(deployment)) !== undefined;
      return judge(isPaused ? { ...told, skipped: 'paused' } : told, log);
    } finally {
      client.destroy();
    }
  },
});

function broken(payload: string) {
  const { errorType = 'error', errorMessage = '' } = parse<Record<string, string>>(payload) ?? {};
  return fault(
    `The poller failed: ${errorType}: ${errorMessage}`,
    'Its log says where. Does every variable of the function have the value that was deployed?',
  );
}

function judge({ queued, skipped }: PollAnswer, log: string) {
  const lines = log.split('\n').flatMap((line) => parse<LogLine>(line) ?? []);
  const failed = lines.filter(({ message }) => message === 'PollsFailed');
  if (failed.length > 0 || log.includes('"PollsFailed"')) {
    const told = [...new Set(failed.map(({ action, error }) => `${action}: ${reasonOf(error)}`))].join('; ');
    return fault(
      `Polls fail${told === '' ? '' : `: ${told}`}.`,
      'See PollsFail in docs/operating.md: the action type and its polling accounts, scopeToActionTypes, the network.',
    );
  }
  if (skipped === 'paused')
    return warning('Polling is paused.', `${callOf('jobs', 'resume')}, or deploy without paused: true.`);
  if (skipped === 'held') return ok('Another poll is at work at this moment.');
  if (log.includes('"PollsThrottled"')) return warning('CodePipeline throttled the poll.', 'Nothing, if it was once.');
  if (queued === undefined)
    return fault('The function did not answer as a poller does.', 'Is it the function of this stack?');
  return ok(`The poller asked CodePipeline, and queued ${queued}.`);
}

const reasonOf = (error: LogLine['error']): string =>
  typeof error === 'object' ? `${error.name ?? 'error'}: ${error.message ?? ''}` : (error ?? 'no reason is given');

function parse<T>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}
