import { format } from 'node:util';
import type { MiddlewareObj } from '@middy/core';
import { createRedactor, type Redactor } from '../job/redactor.ts';
import type { Invocation } from './invocation.ts';
import { createLog } from './log.ts';
import { redactCrashes } from './redact-crashes.ts';
import { redactStreams } from './redact-streams.ts';

/**
 * An action that was given up goes on when Lambda thaws its process for the next job, so what it may print stays hidden
 * for some jobs more.
 */
const KEPT_REDACTORS = 8;
const CONSOLE_METHODS = ['debug', 'error', 'info', 'log', 'warn'] as const;

/**
 * The outermost layer: gives the invocation its log and its redactor, and logs what nobody inside handled.
 * Whatever an action or a library prints through `console` goes through the redactor as well, and so does the error of a crash.
 */
export function observe(): MiddlewareObj<unknown> {
  const recent: Redactor[] = [];
  const redact = (text: string) => recent.reduce((rest, redactor) => redactor.redact(rest), text);
  redactConsole(redact);
  redactStreams(redact);
  redactCrashes(redact);
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
    onError(request) {
      const { log } = request.event as Invocation;
      log.error('the invocation failed', { error: request.error });
    },
  };
}

/** Past the console, which Lambda lets add a prefix to each line: CloudWatch finds metrics in lines of pure JSON only. */
const print = (line: string) => process.stdout.write(`${line}\n`);

function redactConsole(redact: (text: string) => string): void {
  for (const method of CONSOLE_METHODS) {
    const original = console[method].bind(console);
    console[method] = (...values: unknown[]) => original(redact(format(...values)));
  }
}
