import type { Part } from './cast.ts';
import { type Course, judgeCourse, judgeFencing, judgeSecrets } from './judge.ts';
import { countRuns, type Evidence, judgeRuns, type RunFigures } from './judge-runs.ts';
import type { DealtKill, Kill } from './killer.ts';
import { measureRecovery } from './recovery.ts';
import { openStack, type Stack } from './stack.ts';
import type { Stage } from './stage.ts';

/** One rehearsal: these jobs on a stack of their own, with these faults and these kills. */
export interface Script {
  faults: readonly string[];
  cast: readonly Part[];
  /** `everywhere` seeks the points that nobody was killed at; a list is followed to the letter. */
  kills: 'everywhere' | 'nowhere' | readonly Kill[];
  seed: number;
}

export interface Result {
  script: Script;
  courses: readonly Course[];
  violations: string[];
  /** What Lambda said of invocations that came to no end of their own: kills, deaths, time that ran out. */
  deaths: readonly string[];
  kills: readonly DealtKill[];
  /** How often actions were run, by their own record. */
  runs: RunFigures;
  /** Calls that a fault struck. */
  strikes: number;
  /** Milliseconds from each kill to the next process that took the work up; undefined when nothing was left to do. */
  recoveries: (number | undefined)[];
  milliseconds: number;
}

/** Runs a script from an empty stack to the end of every job, and judges it by the control plane's own record and by that of the actions. */
export async function rehearse(script: Script, stage: Stage): Promise<Result> {
  const startedAt = Date.now();
  await using stack = await openStack(script, stage);
  const { runs, observer, kills } = stack;
  for (const part of script.cast) await runs.submit(part, stack.customers, stack.input);
  await stack.startFunctions();
  const courses = await runs.end(stage.timing.patienceSeconds, kills);
  const evidence: Evidence = { decisions: observer.decisions, deaths: kills };
  const actionRuns = await stack.actionRuns();
  return {
    ...{ script, courses, kills, deaths: stack.deaths, strikes: stack.strikes() },
    runs: countRuns(actionRuns, evidence),
    violations: [...(await judge(script, courses, stack)), ...judgeRuns(actionRuns, evidence)],
    recoveries: measureRecovery(kills, observer, runs),
    milliseconds: Date.now() - startedAt,
  };
}

async function judge(script: Script, courses: readonly Course[], stack: Stack): Promise<string[]> {
  const { input, observer, customers, lines } = stack;
  const judged = courses.map(async (course) => {
    const complaints = await judgeCourse(course, input, observer, script.faults);
    return complaints.map((complaint) => `job ${course.part.index} (${course.part.name}): ${complaint}`);
  });
  const secrets = [...observer.secrets, ...customers.secrets];
  return [
    ...(await Promise.all(judged)).flat(),
    ...judgeFencing(observer),
    ...judgeSecrets(secrets, { 'a log line': lines, 'the ledger or the queue': observer.written }),
  ];
}
