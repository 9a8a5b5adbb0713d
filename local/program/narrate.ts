import { styleText } from 'node:util';
import { callOf } from '../../command/call.ts';
import { formatSeconds, formatSpan } from '../../command/text.ts';
import { systemClock } from '../../model/clock.ts';
import { escapeLine, escapeText } from '../../model/escape.ts';
import { isFinished } from '../codepipeline/jobs/job-status.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { LocalJobs } from '../codepipeline/local-api/local-jobs.ts';
import type { InvocationEvent, LedgerEvent, PauseEvent, ProgressEvent, StatusEvent } from '../events/event.ts';
import type { Recorder } from '../events/recorder.ts';
import { createLiveLines, type Terminal } from './live-lines.ts';
import { colour, printOutcome } from './print-outcome.ts';
import type { Services } from './services.ts';
import { createDeathTeller } from './tell-death.ts';
import { createLogTeller } from './tell-log.ts';
import { createPackingTeller } from './tell-packing.ts';

/** The meaning of each status on the road of a job. */
const STEPS: Record<string, string> = {
  Queued: 'the pipeline reached the action; the job can be polled',
  Dispatched: 'the poller took it and put a message into the queue',
  InProgress: 'a worker claimed it: details, acknowledge',
  Succeeded: 'the worker put a success result',
  Failed: 'the worker put a failure result',
  TimedOut: 'no result came in time',
};
/** Of a partner's job, whose calls prove with the client's token that it is the worker's. */
const CLAIMED_WITH_TOKEN = 'a worker claimed it: client token, details, acknowledge';

/** The width of the bar of a job, in characters. */
const BAR = 20;

export type Print = (line: string) => void;

/** Prints the addresses of the services. */
export function printServices(services: Services, print: Print): void {
  const { controlPlane, artifactStore, sqs, dynamodb, certificateFile } = services;
  print('');
  print(`  CodePipeline    ${controlPlane.url}   ← open it in a browser: the console`);
  print(`  artifact store  ${artifactStore.url}`);
  print(`  SQS             ${sqs.url}`);
  print(`  DynamoDB        ${dynamodb.url}`);
  print('');
  if (certificateFile !== undefined) {
    print('  The first two take https too, from whoever trusts their certificate:');
    print(`    export AWS_CA_BUNDLE=${certificateFile} NODE_EXTRA_CA_CERTS=${certificateFile}`);
    print('');
  }
  print('  Everything runs on this machine. Nothing here reaches AWS.');
}

/** Tells a person at a terminal what happens to every job, whoever submitted it. */
export interface Narrator {
  readonly print: Print;
  /** Prints how an action ended, unless that was done. */
  tellOutcome(job: JobView): Promise<void>;
  close(): void;
}

/** The jobs that are told of, here or in another process. */
export interface ToldJobs {
  jobs: Pick<LocalJobs, 'show'>;
  recorder: Pick<Recorder, 'job' | 'redact' | 'listen'>;
}

/**
 * Each step as a line; at a terminal, how far each job is as one line that changes.
 * @param options `continueAfter` are the seconds from round to round, where this program has set them.
 */
export function narrate(
  { jobs, recorder }: ToldJobs,
  terminal: Terminal,
  { continueAfter }: { continueAfter?: number } = {},
): Narrator {
  const lines = createLiveLines(terminal);
  const told = new Map<string, Promise<void>>();
  const startedAt = new Map<string, number>();
  const waits = new Map<string, number>();
  const after = continueAfter === undefined ? '' : ` in ${continueAfter} s (--continue-after)`;

  const tellOutcome = (job: JobView) => {
    const telling =
      told.get(job.jobId) ??
      printOutcome(job, lines.print, recorder.redact).then(() =>
        log.tellCauses(job.jobId, job.failureDetails?.message),
      );
    told.set(job.jobId, telling);
    return telling;
  };
  const log = createLogTeller(
    lines.print,
    ({ jobId, at }, word, text) => lines.print(stepLine(jobId, sinceStart(jobId, at), word.padEnd(11), text)),
    (jobId) => told.has(jobId),
  );
  const sinceStart = (jobId: string, at: number) => at - (startedAt.get(jobId) ?? recorder.job(jobId)?.createdAt ?? at);
  const tellStep = ({ jobId, at, status, continuedAs }: StatusEvent) => {
    if (!startedAt.has(jobId)) startedAt.set(jobId, at - sinceStart(jobId, at));
    const isOfClient = recorder.job(jobId)?.clientId !== undefined;
    const step = isOfClient && status === 'InProgress' ? CLAIMED_WITH_TOKEN : STEPS[status];
    const text =
      continuedAs === undefined ? step : `the round is over; the action goes on in job ${shortOf(continuedAs)}${after}`;
    const word = continuedAs === undefined ? status : 'Continues';
    if (isFinished({ status })) lines.show(jobId, undefined);
    if (text) lines.print(stepLine(jobId, sinceStart(jobId, at), colour(status, word.padEnd(11)), text));
    if (!isFinished({ status })) return;
    if (continuedAs === undefined) void jobs.show(jobId).then(tellOutcome, () => {});
    startedAt.delete(jobId);
    waits.delete(jobId);
  };
  const tellProgress = ({ jobId, at, percent, summary = '' }: ProgressEvent) => {
    if (!terminal.isTTY) lines.print(stepLine(jobId, undefined, `${percent} %`.padEnd(11), escapeLine(summary)));
    else lines.show(jobId, liveLine(jobId, sinceStart(jobId, at), percent, summary));
  };
  const deaths = createDeathTeller(systemClock.now);
  const tellInvocation = (event: InvocationEvent) => {
    const { jobId, at, state } = event;
    // The outcome may come much later, because another attempt comes first.
    if (state === 'failed' || state === 'died') log.tellCauses(jobId);
    if (state !== 'died') return;
    lines.show(jobId, undefined);
    lines.print(
      stepLine(jobId, sinceStart(jobId, at), colour('Failed', 'Died'.padEnd(11)), escapeLine(deaths.textOf(event))),
    );
  };
  const tellLedger = (event: LedgerEvent) => {
    const { jobId, at, notBefore } = event;
    deaths.note(event);
    if (notBefore === undefined || waits.get(jobId) === notBefore) return;
    waits.set(jobId, notBefore);
    const wait = formatSpan(Math.max(0, notBefore - at));
    lines.print(
      stepLine(jobId, sinceStart(jobId, at), 'Waiting'.padEnd(11), `the round starts in ${wait}, as its action wished`),
    );
  };
  const tellPacking = createPackingTeller(lines, terminal);
  const stop = recorder.listen((event) => {
    if (event.kind === 'status') tellStep(event);
    else if (event.kind === 'progress') tellProgress(event);
    else if (event.kind === 'packing') tellPacking(event);
    else if (event.kind === 'log') log.tell(event);
    else if (event.kind === 'ledger') tellLedger(event);
    else if (event.kind === 'invocation') tellInvocation(event);
    else if (event.kind === 'pause') lines.print(`  ${pauseOf(event)}`);
    else if (event.kind === 'functions' && event.said !== undefined)
      lines.print(`\n  ${escapeText(event.said).replaceAll('\n', '\n  ')}`);
  });
  return {
    print: lines.print,
    tellOutcome,
    close() {
      stop();
      lines.close();
    },
  };
}

/** Whether polls are paused, and what ends that. */
function pauseOf({ since, deployed }: Pick<PauseEvent, 'since' | 'deployed'>): string {
  const ways = [
    ...(deployed ? ['Polling is paused by the deployment (paused: true).'] : []),
    ...(since === undefined ? [] : [`Polling is paused until ${callOf('jobs', 'resume --local')} ends that.`]),
  ];
  return ways.length === 0 ? 'Polls go on.' : `${ways.join(' ')} Jobs wait.`;
}

const shortOf = (jobId: string) => escapeLine(jobId.slice(0, 8));

function liveLine(jobId: string, milliseconds: number, percent: number, summary: string): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR);
  const bar = `${styleText('cyan', '█'.repeat(full))}${styleText('dim', '░'.repeat(BAR - full))}`;
  const share = `${percent} %`.padStart(5);
  return stepLine(jobId, milliseconds, `${bar} ${share}`, ` ${escapeLine(summary)}`);
}

function stepLine(jobId: string, milliseconds: number | undefined, what: string, detail: string): string {
  const time = milliseconds === undefined ? ''.padEnd(8) : formatSeconds(milliseconds, 2).padStart(8);
  return `  ${styleText('dim', shortOf(jobId))} ${time}  ${what} ${detail}`;
}
