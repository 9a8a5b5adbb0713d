import { isFinished } from '../codepipeline/jobs/job-status.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import { findFault } from '../faults/faults.ts';
import { rivalSummary } from '../faults/rival.ts';
import type { Role } from './cast.ts';
import type { RehearsalInput } from './input.ts';
import { complainAboutOutput } from './judge-output.ts';
import type { Observer } from './observer.ts';

/** The course of one job: its rounds in order, as the control plane records them. */
export interface Course {
  role: Role;
  rounds: readonly JobView[];
  /** Runs of its action that were cut short, by the action's own record. */
  interruptions: number;
  /** Whether a fault changed an answer to a call about it. */
  disturbed: boolean;
}

/** An action is given up after this number of runs that were cut short: the worker's promise, which it is held to here. */
const MAX_RUNS = 3;

/**
 * What is wrong with the end of a job; nothing when it is right.
 * @param names Of the faults that were loose.
 */
export async function judgeCourse(
  course: Course,
  input: RehearsalInput,
  observer: Observer,
  names: readonly string[],
): Promise<string[]> {
  const { role, rounds } = course;
  const { expected } = role;
  if (expected.kind === 'unreportable') return complainAboutReport(rounds, observer);
  const complaints = rounds.flatMap(complainAboutEnds);
  if (complaints.length > 0) return complaints;
  const last = rounds.at(-1);
  if (last === undefined) return ['it was never queued'];
  const { executionDetails, failureDetails } = last;
  if (names.includes('rival') && executionDetails?.summary === rivalSummary) return [];
  if (isGivenUp(last)) {
    if (expected.kind === 'given-up' || course.interruptions >= MAX_RUNS) return [];
  } else if (failureDetails && course.disturbed && mayEndAs(names, failureDetails.type)) return [];

  if (expected.kind === 'as-undisturbed') {
    const got = resultOf(last);
    return got === expected.result ? [] : [`it has ${got}, and ${expected.result} when nothing is in its way`];
  }
  const got = failureDetails
    ? `${failureDetails.type}: ${withoutSeconds(failureDetails.message)}`
    : `success: ${executionDetails?.summary}`;
  const wanted = describeExpected(expected, last.jobId, input);
  const numberOfRounds = expected.kind === 'succeeded' ? expected.rounds : 1;
  return [
    ...(got === wanted ? [] : [`the result is "${got}", right is "${wanted}" (${course.interruptions} interruptions)`]),
    ...(rounds.length === numberOfRounds ? [] : [`it took ${rounds.length} rounds, right is ${numberOfRounds}`]),
    ...(got === wanted ? await complainAboutOutput(role, last, input) : []),
  ];
}

/** The part of a result that is the same in every run: a text may name a time or a place. */
export const resultOf = ({ status, failureDetails }: JobView): string =>
  failureDetails === undefined ? status : `${status} with ${failureDetails.type}`;

function complainAboutEnds({ jobId, transitions }: JobView): string[] {
  const ends = transitions.filter(isFinished).map(({ status }) => status);
  if (ends.length === 1 && ends[0] !== 'TimedOut') return [];
  const course = transitions.map(({ status }) => status).join(', ');
  return [`job ${jobId} has ${ends.length} final results, right is one; it was ${course}`];
}

function complainAboutReport(rounds: readonly JobView[], { phases }: Observer): string[] {
  const [round] = rounds;
  const passed = phases.get(round?.jobId ?? '') ?? [];
  if (!passed.includes('unreportable')) {
    return [`in the ledger it was ${[...new Set(passed)].join(', ')}, right is unreportable: nobody has its token`];
  }
  return round && isFinished(round) ? [`it is ${round.status}, and nobody could report that`] : [];
}

const mayEndAs = (names: readonly string[], type: string) => names.some((name) => findFault(name).mayEndAs === type);

const isGivenUp = ({ failureDetails }: JobView) =>
  failureDetails?.type === 'SystemUnavailable' && / was given up: /.test(failureDetails.message);

/** The time that an action has depends on how fast its worker reached it. */
const withoutSeconds = (message: string) => message.replace(/ within \d+ seconds,/, ' within {seconds} seconds,');

function describeExpected(
  expected: Extract<Role['expected'], { kind: 'succeeded' | 'failed' | 'given-up' }>,
  jobId: string,
  input: RehearsalInput,
): string {
  switch (expected.kind) {
    case 'succeeded':
      return `success: ${input.digest} after round ${expected.rounds}, remembered ${expected.remembered ?? 'nothing'}`;
    case 'failed':
      return `JobFailed: ${expected.message.replace('{jobId}', jobId)}`;
    case 'given-up':
      return 'SystemUnavailable: … was given up: …';
  }
}

/** Results that were taken from a worker whose lease another had taken over before it sent them. */
export function judgeFencing({ puts, takeovers }: Observer): string[] {
  return puts.flatMap(({ jobId, sender, sentAt }) => {
    const holder = takeovers.filter((takeover) => takeover.jobId === jobId && takeover.at <= sentAt).at(-1)?.sender;
    return holder === sender
      ? []
      : [`job ${jobId}: a result of ${sender} was accepted, the lease was held by ${holder}`];
  });
}

/** The secrets that are in texts which must not have any. */
export function judgeSecrets(secrets: Iterable<string>, places: Readonly<Record<string, readonly string[]>>): string[] {
  const forms = [...new Set(secrets)].flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    encodeURIComponent(secret),
  ]);
  return Object.entries(places).flatMap(([place, texts]) => {
    const leaks = texts.filter((text) => forms.some((form) => text.includes(form)));
    return leaks.length === 0 ? [] : [`${leaks.length} times a secret was seen in ${place}`];
  });
}
