import { actionsFlag } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { UsageError } from '../../command/command.ts';
import { parseFlags, readNames, readWholeNumber } from '../../command/flags.ts';
import { helpRows } from '../../command/text.ts';
import type { Integration } from '../../model/integration.ts';
import { faults } from '../faults/faults.ts';
import { readIntegrationFlag, readPollEveryFlag } from '../program/command-line.ts';
import { FLAGS_WIDTH, type JobWish, jobFlags, readJobWish } from '../program/job-wish.ts';

/** In one command. */
const MAX_SEEDS = 1000;

const names = faults.map(({ name }) => name);

export interface ChaosOptions {
  /** The number of jobs in all rehearsals together. */
  jobs: number;
  /** The number of workers at the same time, in each rehearsal. */
  workers: number;
  /** The first of the seeds. */
  seed: number;
  /** Each seed is one rehearsal of everything. */
  seeds: readonly number[];
  leaseSeconds: number;
  /** Polls as a deployment with this `pollEvery` does; twice a second by a schedule when left out. */
  pollEvery: number | undefined;
  faults: readonly string[];
  integration: Integration;
  /** A folder with the bundles of another release, and one in which to keep the bundles of this one. */
  otherBundles: string | undefined;
  keepBundles: string | undefined;
  /** An author's own job; a job of ours when left out. */
  ownJob: { actions: string | undefined; wish: JobWish } | undefined;
  /** The file for the figures. */
  json: string | undefined;
}

export const chaosHelp = `Kills the functions before and after every call they make, disturbs the calls, and checks what became of every job.

${helpRows(
  [
    [callOf('chaos'), 'about a minute and a half on two cores; exit code 0 right, 1 violations, 2 wrong arguments,'],
    ['', '3 inconclusive: the machine was too busy to tell'],
  ],
  { width: FLAGS_WIDTH },
)}

  --jobs N                         number of jobs (60), or as many as it takes: two meet each fault, the others' workers are killed
  --workers W                      number of workers at once (2)
  --seed S                         chooses what strikes where (1)
  --seeds S-T                      repeats everything with each of these seeds
  --lease SECONDS                  length of the workers' leases (4); 120 is as on AWS and takes an hour
  --poll-every SECONDS             polls as a deployment with this pollEvery, once a minute by schedule, and by wake-ups in between,
                                   which faults and kills strike too; without it twice a second by schedule
  --faults NAME[,NAME]             only these, or none
  --integration NAME               the kind of the jobs: third-party (the default) or custom
  --keep-bundles DIR               keeps the bundles there
  --other-bundles DIR              takes turns between this release's functions and those that another release kept there
  --actions PATH                   attacks your own action: the module that exports \`actions\`. Each job must end once, with
                                   the outcome it has when nothing goes wrong, and its action may be repeated only as
                                   often as it was cut short
  --action NAME, --artifact [NAME=]PATH, --set NAME=VALUE
                                   the action and its job, as for start
  --json FILE                      writes the figures there
  --help                           this text

Faults:
${helpRows(faults.map(({ name, description }) => [name, description]))}
`;

/** Reads from the command line how jobs are attacked, and which. @throws UsageError */
export function parseChaosOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseFlags(args, FLAGS);
  const seeds = values.seeds === undefined ? [parseSeed('seed', values.seed)] : parseSeeds(values.seeds);
  return {
    jobs: readWholeNumber('jobs', values.jobs, 1, 10_000),
    workers: readWholeNumber('workers', values.workers, 1, 16),
    seed: seeds[0] ?? 0,
    seeds,
    leaseSeconds: readWholeNumber('lease', values.lease, 2, 120),
    pollEvery: readPollEveryFlag(values['poll-every']),
    faults:
      values.faults === 'none' ? [] : values.faults === undefined ? names : readNames('fault', [values.faults], names),
    integration: readIntegrationFlag(values.integration),
    ownJob: readOwn(values),
    otherBundles: values['other-bundles'],
    keepBundles: values['keep-bundles'],
    json: values.json,
  };
}

const { output: _, ...ofJob } = jobFlags;
const FLAGS = {
  jobs: { type: 'string', default: '60' },
  workers: { type: 'string', default: '2' },
  seed: { type: 'string', default: '1' },
  seeds: { type: 'string' },
  lease: { type: 'string', default: '4' },
  'poll-every': { type: 'string' },
  faults: { type: 'string' },
  integration: { type: 'string' },
  'keep-bundles': { type: 'string' },
  'other-bundles': { type: 'string' },
  json: { type: 'string' },
  ...actionsFlag,
  ...ofJob,
} as const;

function readOwn(values: Parameters<typeof readJobWish>[0] & { actions?: string | undefined }): ChaosOptions['ownJob'] {
  const { actions, action, artifact, set } = values;
  const isOwn = [actions, action, artifact, set].some((given) => given !== undefined);
  return isOwn ? { actions, wish: readJobWish(values) } : undefined;
}

const parseSeed = (flag: string, value: string) => readWholeNumber(flag, value, 0, 2 ** 31);

function parseSeeds(value: string): number[] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(value) ?? [];
  if (from === undefined || to === undefined || Number(from) > Number(to)) {
    throw new UsageError(`--seeds takes a first and a last seed, such as 1-20, got "${value}".`);
  }
  const first = parseSeed('seeds', from);
  const last = readWholeNumber('seeds', to, first, first + MAX_SEEDS - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
