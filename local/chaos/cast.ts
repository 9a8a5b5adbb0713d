import type { JobSubmission } from '../codepipeline/local-api/submission.ts';
import { pointOf } from './kill-points.ts';

/** The result that a job must have. */
type Expected =
  | {
      kind: 'succeeded';
      rounds: number /** Bytes of filler in its output artifact, if it has one. */;
      filler?: number;
      remembered?: string;
    }
  /** `{jobId}` in the message stands for the job's ID, `{seconds}` for the time that the action had. */
  | { kind: 'failed'; message: string }
  /** The result that an author's own job has without faults. */
  | { kind: 'as-undisturbed'; result: string }
  /** The last word's. */
  | { kind: 'given-up' }
  /** No result: CodePipeline takes none for this customer. */
  | { kind: 'unreportable' };

/** One job of a rehearsal: what it does, and the result that it must have. */
export interface Role {
  /** Its number in the rehearsal, which a shorter script keeps. */
  index: number;
  name: string;
  configuration: Record<string, string>;
  hasOutput: boolean;
  /** Only for a job of an author's own action; else it is a job of ours. */
  submission?: JobSubmission;
  expected: Expected;
  /** The point at which every attempt is killed; never for the others. */
  doom?: string;
  /** The most kills of its workers, and of its last words. */
  mostKills: number;
  mostKillsOfLastWord: number;
  /** Steps that few jobs reach. Until a process was killed at each of them, this job's processes are not killed elsewhere. */
  rare?: readonly string[];
}

/** A role without its number and the number of its kills. */
export type Kind = Omit<Role, 'index' | 'mostKills' | 'mostKillsOfLastWord'> & Partial<Role>;

/** Above the 8 MiB that the worker sends in one part. */
const LARGE = 9 * 1024 * 1024;
/** Several parts more than the worker sends at the same time. */
const VERY_LARGE = 120 * 1024 * 1024;
/** The last word is tried again as often as it takes. */
const KILLS_OF_LAST_WORD = 6;
/** Too long for a continuation token, which ends at 2,048 characters. */
const LONG_STATE = 5000;

/** Jobs that end as their configuration says, however often their worker is killed; two kills leave a third attempt. */
const ordinary: readonly Kind[] = [
  {
    name: 'small output',
    configuration: { OutputSize: '1000' },
    hasOutput: true,
    expected: { kind: 'succeeded', rounds: 1, filler: 1000 },
  },
  {
    name: 'large output',
    configuration: { OutputSize: String(LARGE) },
    hasOutput: true,
    expected: { kind: 'succeeded', rounds: 1, filler: LARGE },
    rare: ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'HeadObject'],
  },
  {
    name: 'three rounds',
    configuration: { Rounds: '3', Remember: 'a value' },
    hasOutput: false,
    expected: { kind: 'succeeded', rounds: 3, remembered: 'a value' },
  },
  {
    name: 'failure in the middle of its output',
    configuration: { OutputSize: String(LARGE), Fail: 'It was told to fail.' },
    hasOutput: true,
    expected: { kind: 'failed', message: 'It was told to fail.' },
    rare: ['AbortMultipartUpload', 'PutThirdPartyJobFailureResult'],
  },
  {
    name: 'long state',
    configuration: { Rounds: '2', StateSize: String(LONG_STATE), OutputSize: '10' },
    hasOutput: true,
    expected: { kind: 'succeeded', rounds: 2, filler: 10 },
  },
  {
    name: 'takes its time',
    configuration: { Takes: '700', Remember: 'another value' },
    hasOutput: false,
    expected: { kind: 'succeeded', rounds: 1, remembered: 'another value' },
  },
  {
    name: 'waits for its moment',
    configuration: { Rounds: '2 every 5000' },
    hasOutput: false,
    expected: { kind: 'succeeded', rounds: 2 },
  },
];

/** A job of many calls to S3. */
const manyParts: Kind = {
  name: 'many parts',
  configuration: { OutputSize: String(VERY_LARGE) },
  hasOutput: true,
  expected: { kind: 'succeeded', rounds: 1, filler: VERY_LARGE },
};

const diesAlways: Kind = {
  name: 'dies always',
  configuration: { Die: 'kill' },
  hasOutput: false,
  expected: { kind: 'given-up' },
  mostKills: 0,
};

/** A job whose message comes back until the last word has it, although its action never runs. */
const neverAcknowledged: Kind = {
  name: 'killed at every acknowledge',
  configuration: {},
  hasOutput: false,
  expected: { kind: 'given-up' },
  doom: pointOf('worker', 'AcknowledgeThirdPartyJob', 'before'),
  mostKills: 0,
};

/** Jobs that need the last word, and one of a customer whose token is wrong. */
const special: readonly Kind[] = [
  diesAlways,
  { ...neverAcknowledged, rare: ['AcknowledgeThirdPartyJob'] },
  {
    name: 'killed at every result',
    configuration: { OutputSize: '10' },
    hasOutput: true,
    expected: { kind: 'succeeded', rounds: 1, filler: 10 },
    doom: pointOf('worker', 'PutThirdPartyJobSuccessResult', 'before'),
    mostKills: 0,
    rare: ['PutThirdPartyJobSuccessResult'],
  },
  { name: 'bad token', configuration: {}, hasOutput: false, expected: { kind: 'unreportable' }, mostKills: 0 },
  {
    name: 'dies twice',
    configuration: { Die: 'kill', DieTimes: '2' },
    hasOutput: false,
    expected: { kind: 'succeeded', rounds: 1 },
    mostKills: 0,
  },
  neverAcknowledged,
  neverAcknowledged,
  neverAcknowledged,
];

/** This number of jobs: every ordinary kind in turn, from the given one on. */
export const ordinaryCast = (jobs: number, mostKills: number, first = 0): Role[] =>
  castInTurn(ordinary, jobs, mostKills, first);

/** A job of an author's own action, which must have this result. */
export const ownKind = (submission: JobSubmission, result: string): Kind => ({
  name: submission.actionName ?? 'own action',
  configuration: {},
  hasOutput: false,
  submission,
  expected: { kind: 'as-undisturbed', result },
});

/** This number of jobs of one kind. */
export const castOf = (kind: Kind, jobs: number, mostKills: number): Role[] => castInTurn([kind], jobs, mostKills);

/** This number of jobs, each of which calls S3 many times. */
export const transferCast = (jobs: number, mostKills: number): Role[] => castInTurn([manyParts], jobs, mostKills);

/** This number of jobs, of which at most half are special. */
export function fullCast(jobs: number, mostKills: number): Role[] {
  const kinds = special.slice(0, Math.floor(jobs / 2));
  return [
    ...kinds.map((kind, index) => assign(kind, index, 0)),
    ...ordinaryCast(jobs - kinds.length, mostKills).map((role) => ({ ...role, index: role.index + kinds.length })),
  ];
}

const castInTurn = (kinds: readonly Kind[], jobs: number, mostKills: number, first = 0): Role[] =>
  Array.from({ length: jobs }, (_, index) => assign(kinds[(first + index) % kinds.length], index, mostKills));

function assign(kind: Kind | undefined, index: number, mostKills: number): Role {
  if (kind === undefined) throw new Error(`There is no kind of job for number ${index}`);
  return { mostKills, mostKillsOfLastWord: KILLS_OF_LAST_WORD, ...kind, index };
}
