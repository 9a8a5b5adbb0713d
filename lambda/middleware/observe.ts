import type { MiddlewareObj } from '@middy/core';
import { createRedactor, type Redactor } from '../../model/redaction/redactor.ts';
import { redactorsAtWork } from '../job/redactors-at-work.ts';
import type { Invocation } from './invocation.ts';
import { createLog } from './log.ts';
import { redactConsole } from './redact-console.ts';
import { redactCrashes } from './redact-crashes.ts';
import { redactStreams } from './redact-streams.ts';

/**
 * What an action has left running goes on when Lambda thaws its process for the next job. So its secrets stay hidden for
 * this number of further jobs, and for as long as the action itself is at work.
 */
const KEPT_REDACTORS = 8;

/**
 * The outermost layer: gives the invocation its log and its redactor, and logs what nobody inside handled.
 * Whatever an action or a library prints, and the error of a crash, goes through the redactor as well.
 */
export function observe(): MiddlewareObj<unknown> {
  const recent: Redactor[] = [];
  const redact = (text: string) =>
    [...new Set([...recent, ...redactorsAtWork()])].reduce((rest, redactor) => redactor.redact(rest), text);
  const streams = redactStreams(redact);
  redactConsole(redact, streams.pass);
  redactCrashes(redact);
  // Past the console, which Lambda lets add a prefix to each line: CloudWatch finds metrics in lines of pure JSON only.
  const print = (line: string) => streams.print(`${line}\n`);
  return {
    before(request) {
      const redactor = createRedactor();
      recent.unshift(redactor);
      recent.length = Math.min(recent.length, KEPT_REDACTORS);
      const { awsRequestId, getRemainingTimeInMillis } = request.context;
      request.event = {
        event: request.event,
        id: awsRequestId,
        killedAt: Date.now() + getRemainingTimeInMillis(),
        log: createLog(redactor, print, { requestId: awsRequestId }),
        redactor,
      } satisfies Invocation;
    },
    // Lambda may freeze the process before a line that was begun has waited long enough.
    after: streams.flush,
    onError(request) {
      const { log } = request.event as Invocation;
      log.error('the invocation failed', { error: request.error });
      streams.flush();
    },
  };
}
