import { styleText } from 'node:util';
import { formatSeconds } from '../../command/text.ts';
import { fileSource } from '../../lambda/archive/zip/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { escapeLine, escapeText, quote } from '../../model/escape.ts';
import type { ControlPlane } from '../codepipeline/control-plane.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { Services } from './services.ts';

/** What each status means on the road of a job. */
const STEPS: Record<string, string> = {
  Queued: 'the pipeline reached the action; the job can be polled',
  Dispatched: 'the poller took it and put a message into the queue',
  InProgress: 'a worker claimed it: client token, details, acknowledge',
  Succeeded: 'the worker put a success result',
  Failed: 'the worker put a failure result',
  TimedOut: 'no result came in time',
};

const COLOURS: Record<string, 'green' | 'red' | 'cyan' | 'yellow'> = {
  Succeeded: 'green',
  Failed: 'red',
  TimedOut: 'red',
  InProgress: 'cyan',
};

export type Print = (line: string) => void;

/** Where the services are. */
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

/** Tells each step of every job as it happens. */
export function narrateSteps({ jobs }: ControlPlane, print: Print): void {
  const startedAt = new Map<string, number>();
  jobs.onChange(({ jobId, status, at }) => {
    const start = startedAt.get(jobId) ?? at;
    startedAt.set(jobId, start);
    const step = STEPS[status];
    if (step) print(stepLine(jobId, at - start, colour(status, status.padEnd(11)), step));
  });
}

/** Tells how far a worker has come, from its log. */
export function narrateProgress(line: string, print: Print): void {
  const { message, jobId, percentComplete, summary } = parseLogLine(line);
  if (message !== 'progress' || typeof jobId !== 'string') return;
  const percent = `${escapeLine(String(percentComplete))} %`.padEnd(11);
  print(stepLine(jobId, undefined, percent, typeof summary === 'string' ? escapeLine(summary) : ''));
}

/** The outcome of a job and what it left behind. */
export async function printOutcome(job: JobView, print: Print): Promise<void> {
  print('');
  const text = job.failureDetails?.message ?? job.executionDetails?.summary ?? '(no summary)';
  const type = job.failureDetails ? `${escapeLine(job.failureDetails.type)}: ` : '';
  // Indented, so that no line of a text can pass for one of ours.
  print(`  ${colour(job.status, job.status)}  ${type}${escapeText(text).replaceAll('\n', '\n      ')}`);
  const id = job.executionDetails?.externalExecutionId ?? job.failureDetails?.externalExecutionId;
  if (id !== undefined) print(`  external execution ID  ${escapeLine(id)}`);
  for (const { name, size, path } of job.outputArtifacts) {
    if (path === undefined) continue;
    print(`  output artifact ${quote(name)}  ${size} bytes`);
    for await (const line of summaryOf(path)) print(styleText('dim', `    ${escapeLine(line)}`));
  }
}

async function* summaryOf(path: string): AsyncIterable<string> {
  const source = fileSource(path);
  try {
    const archive = openArchive(source);
    for await (const entry of archive.entries()) {
      if (entry.path === 'summary.md')
        yield* Buffer.from(await entry.bytes())
          .toString()
          .trimEnd()
          .split('\n');
    }
  } finally {
    await source.close();
  }
}

function stepLine(jobId: string, milliseconds: number | undefined, what: string, detail: string): string {
  const time = milliseconds === undefined ? ''.padEnd(8) : formatSeconds(milliseconds, 2).padStart(8);
  return `  ${styleText('dim', escapeLine(jobId.slice(0, 8)))} ${time}  ${what} ${detail}`;
}

const colour = (status: string, text: string) => styleText(COLOURS[status] ?? 'yellow', text);

function parseLogLine(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line));
  } catch {
    return {};
  }
}
