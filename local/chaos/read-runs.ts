import { readFile } from 'node:fs/promises';
import type { RunMoment } from './rehearsal/record-run.ts';

/** One run of a job's action, as the action itself noted it. Times are epoch milliseconds. */
export interface ActionRun {
  jobId: string;
  sender: string;
  codeFolder: string;
  startedAt: number;
  /** How and when it ended; undefined when its process was gone before. */
  end?: { how: Exclude<RunMoment['what'], 'started'>; at: number };
}

/** The runs in the order of their starts; none when nothing was noted. */
export async function readRuns(file: string): Promise<ActionRun[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const runs = new Map<string, ActionRun>();
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const { jobId, run, sender, codeFolder, what, at }: RunMoment = JSON.parse(line);
    const known = runs.get(run);
    if (what === 'started') runs.set(run, { jobId, sender, codeFolder, startedAt: at });
    else if (known) known.end = { how: what, at };
  }
  return [...runs.values()].sort((a, b) => a.startedAt - b.startedAt);
}
