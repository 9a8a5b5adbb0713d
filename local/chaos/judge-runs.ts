import type { ActionRun } from './read-runs.ts';

/** The outcome of a job was written to the ledger. */
export interface Decision {
  at: number;
  jobId: string;
  sender: string;
}

/** A process was killed while it worked on a job. */
interface Death {
  at: number;
  jobId?: string | undefined;
  sender: string;
}

/** The facts by which the runs of a job's action are judged. */
export interface Evidence {
  decisions: readonly Decision[];
  deaths: readonly Death[];
}

/** How often actions were run. */
export interface RunFigures {
  started: number;
  /** Returned or threw. */
  completed: number;
  /** Runs whose process died before the outcome was in the ledger. */
  cutShort: number;
}

/**
 * What is wrong with the number of runs, one sentence a complaint. Only a process that dies between the start of a run and
 * its `decided` makes room for another run; nothing does once a job is decided.
 */
export function judgeRuns(runs: readonly ActionRun[], evidence: Evidence): string[] {
  return [...Map.groupBy(runs, ({ jobId }) => jobId)].flatMap(([jobId, ofJob]) => {
    const decidedAt = Math.min(...evidence.decisions.filter((one) => one.jobId === jobId).map(({ at }) => at));
    const late = ofJob.filter(({ startedAt }) => startedAt > decidedAt).length;
    const whole = ofJob.filter((run) => !isCutShort(run, runs, evidence));
    const completed = whole.filter(isCompleted).length;
    const complaints: string[] = [];
    if (late > 0) complaints.push(`job ${jobId}: its action was run ${late} times after its outcome was decided`);
    if (completed > 1) complaints.push(`job ${jobId}: its action was completed ${completed} times, right is once`);
    else if (whole.length > 1) {
      const cut = ofJob.length - whole.length;
      complaints.push(`job ${jobId}: its action was started ${ofJob.length} times and cut short ${cut} times`);
    }
    return complaints;
  });
}

export const countRuns = (runs: readonly ActionRun[], evidence: Evidence): RunFigures => ({
  started: runs.length,
  completed: runs.filter(isCompleted).length,
  cutShort: runs.filter((run) => isCutShort(run, runs, evidence)).length,
});

const isCompleted = ({ end }: ActionRun) => end?.how === 'returned' || end?.how === 'threw';

/** Whether the process died in the run, or after it and before the outcome was in the ledger. */
export function isCutShort(run: ActionRun, all: readonly ActionRun[], { decisions, deaths }: Evidence): boolean {
  const follows = ({ sender, jobId, at }: Death) => sender === run.sender && jobId === run.jobId && at >= run.startedAt;
  if (decisions.some(follows)) return false;
  // A process that has begun another run did not die in this one.
  const livesOn = all.some(({ sender, startedAt }) => sender === run.sender && startedAt > run.startedAt);
  return deaths.some(follows) || (run.end === undefined && !livesOn);
}
