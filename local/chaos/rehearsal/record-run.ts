import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Outcome } from '../../../lambda/index.ts';

/** One moment of a run, in one line of the record. Times are epoch milliseconds. */
export interface RunMoment {
  jobId: string;
  /** New for every run. */
  run: string;
  /** Names the process, as in the user agent of its AWS SDK clients. */
  sender: string;
  /** The folder of the code that ran. */
  codeFolder: string;
  /** `stopped` is a run that broke off because its signal fired. */
  what: 'started' | 'returned' | 'threw' | 'stopped';
  at: number;
}

/**
 * Does the work, and notes its start and its end in the file that REHEARSAL_RECORD names, if any does. Each line is
 * written at once, so that the process may be killed a moment later.
 */
export async function recordRun(
  { id, signal }: { id: string; signal: AbortSignal },
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const note = openRecord(id);
  note('started');
  try {
    const outcome = await work();
    note('returned');
    return outcome;
  } catch (error) {
    note(signal.aborted ? 'stopped' : 'threw');
    throw error;
  }
}

function openRecord(jobId: string): (what: RunMoment['what']) => void {
  const { REHEARSAL_RECORD: file, AWS_SDK_UA_APP_ID: sender = '', LAMBDA_TASK_ROOT: codeFolder = '' } = process.env;
  if (file === undefined) return () => {};
  const run = randomUUID();
  return (what) => {
    const moment: RunMoment = { jobId, run, sender, codeFolder, what, at: Date.now() };
    appendFileSync(file, `${JSON.stringify(moment)}\n`);
  };
}
