import { type Course, judgeCourse, judgeFencing, judgeSecrets } from './judge.ts';
import { countRuns, type Evidence, isCutShort, judgeRuns, type RunFigures } from './judge-runs.ts';
import type { DealtKill } from './killer.ts';
import type { Slowness } from './machine.ts';
import type { ActionRun } from './read-runs.ts';
import { measureRecovery } from './recovery.ts';
import { openScene, type Scene } from './scene.ts';
import { nameOf, type Script } from './script.ts';
import type { Stage } from './stage.ts';
import { type Verdict, type Violations, verdictOn } from './verdict.ts';

export interface Result {
  script: Script;
  courses: readonly Course[];
  violations: string[];
  verdict: Verdict;
  slowness: Slowness;
  /** Lambda's words on invocations that did not end by themselves: kills, deaths, time-outs. */
  deaths: readonly string[];
  kills: readonly DealtKill[];
  /** How often actions were run, by their own record. */
  runs: RunFigures;
  /** The number of these runs on the code of another release. */
  runsElsewhere: number;
  /** Calls that a fault struck. */
  strikes: number;
  /** Milliseconds from each kill to the next process that took the work up; undefined when nothing was left to do. */
  recoveries: (number | undefined)[];
  milliseconds: number;
}

/** Runs a script from empty services to the end of every job, and judges it by the control plane's own record and by that of the actions. */
export async function rehearse(script: Script, stage: Stage): Promise<Result> {
  const startedAt = Date.now();
  await using scene = await openScene(script, stage);
  const { jobs, observer, kills } = scene;
  const howFar = () => `${nameOf(script)}: ${jobs.over()} of ${script.cast.length} jobs over, ${kills.length} kills`;
  using _ = stage.progress.begin(howFar);
  for (const role of script.cast) await jobs.submit(role, scene.customers, scene.input);
  await scene.startFunctions();
  const ended = await jobs.end(stage.timing.patienceSeconds);
  const evidence: Evidence = { decisions: observer.decisions, deaths: kills };
  const actionRuns = await scene.actionRuns();
  const cutShort = actionRuns.filter((run) => isCutShort(run, actionRuns, evidence));
  const courses = ended.map((course): Course => {
    const isOfCourse = ({ jobId }: ActionRun) => course.rounds.some((round) => round.jobId === jobId);
    return { ...course, interruptions: cutShort.filter(isOfCourse).length };
  });
  const { lasting, ofTime } = await judge(script, courses, scene);
  const findings = { lasting, ofTime: [...ofTime, ...judgeRuns(actionRuns, evidence)] };
  const slowness = stage.machine.worst(startedAt, Date.now());
  return {
    ...{ script, courses, slowness, kills, deaths: scene.deaths, strikes: scene.strikes() },
    runs: countRuns(actionRuns, evidence),
    runsElsewhere: actionRuns.filter(({ codeFolder }) => codeFolder === stage.others?.folder('worker')).length,
    violations: [...findings.lasting, ...findings.ofTime],
    verdict: verdictOn(findings, slowness, stage.timing.leaseSeconds),
    recoveries: measureRecovery(kills, observer, jobs),
    milliseconds: Date.now() - startedAt,
  };
}

async function judge(script: Script, courses: readonly Course[], scene: Scene): Promise<Violations> {
  const { input, observer, customers, lines } = scene;
  const sentencesOn = async (some: readonly Course[]) => {
    const judged = some.map(async (course) => {
      const complaints = await judgeCourse(course, input, observer, script.faults);
      return complaints.map((complaint) => `job ${course.role.index} (${course.role.name}): ${complaint}`);
    });
    return (await Promise.all(judged)).flat();
  };
  const secrets = [...observer.secrets, ...customers.secrets];
  return {
    lasting: [
      ...(await sentencesOn(courses.filter((course) => !isOfTime(course)))),
      ...judgeSecrets(secrets, { 'a log line': lines, 'the ledger or the queue': observer.written }),
    ],
    ofTime: [...(await sentencesOn(courses.filter(isOfTime))), ...judgeFencing(observer)],
  };
}

/** Whether a job did not end, or ended with a failure for which the worker or its time is to blame. */
function isOfTime({ rounds }: Course): boolean {
  const last = rounds.at(-1);
  if (last?.executionDetails !== undefined) return false;
  const { type, message } = last?.failureDetails ?? {};
  return type === undefined || type === 'SystemUnavailable' || / did not finish within /.test(message ?? '');
}
