import type { Integration } from '../../model/integration.ts';
import { jobCallOf } from '../faults/operation.ts';
import { castOf, fullCast, type Kind, ordinaryCast, type Role, transferCast } from './cast.ts';
import type { Script } from './script.ts';

/** Two kills leave a job the last of its three runs. */
const KILLS_A_JOB = 2;
/** Beside a fault one kill is enough, or the fault would be blamed for the kills. */
const KILLS_BESIDE_A_FAULT = 1;
/** The smallest number of jobs in a rehearsal. */
const MIN_JOBS = 2;
/**
 * Who dies between the acknowledge and its answer cannot tell later whether a rival was faster (see `claim`), so that
 * beside a rival nobody is killed.
 */
const WITHOUT_KILLS = 'rival';
/** A fault that strikes after some calls to S3; few jobs make that many. */
const OF_TRANSFERS = 'expire-credentials';

export interface ProgrammeOptions {
  jobs: number;
  seed: number;
  faults: readonly string[];
  integration: Integration;
  /** An author's own job, which then takes every role. */
  own?: Kind | undefined;
  /** Whether another release takes turns with this one, and so has to know the work of every job. */
  besideOther?: boolean | undefined;
}

/** A fault of client tokens, which only partners' jobs have. */
const OF_CLIENTS = 'bad-token';

/** The rehearsals: one with kills only, then one for each fault. */
export function createProgramme({ jobs, seed, integration, own, besideOther, ...options }: ProgrammeOptions): Script[] {
  const faults = options.faults.filter((fault) => integration === 'third-party' || fault !== OF_CLIENTS);
  const each = Math.max(MIN_JOBS, Math.floor(jobs / 2 / Math.max(1, faults.length)));
  const withoutFaults = Math.max(MIN_JOBS, jobs - each * faults.length);
  const scripts: Script[] = [
    {
      faults: [],
      cast: own ? castOf(own, withoutFaults, KILLS_A_JOB) : fullCast(withoutFaults, KILLS_A_JOB),
      kills: 'everywhere',
      seed,
    },
    ...faults.map(
      (fault, index): Script => ({
        faults: [fault],
        cast: own
          ? castOf(own, each, KILLS_BESIDE_A_FAULT)
          : fault === OF_TRANSFERS
            ? transferCast(each, KILLS_BESIDE_A_FAULT)
            : ordinaryCast(each, KILLS_BESIDE_A_FAULT, index),
        kills: fault === WITHOUT_KILLS ? 'nowhere' : 'everywhere',
        seed: seed + index + 1,
      }),
    ),
  ];
  const known = besideOther ? scripts.map((script) => ({ ...script, cast: withoutWaits(script.cast) })) : scripts;
  return integration === 'third-party' ? known : known.map((script) => ({ ...script, cast: ofCustom(script.cast) }));
}

/** The rehearsal of an earlier release refuses such rounds. */
const withoutWaits = (cast: readonly Role[]): Role[] =>
  cast.filter(({ configuration }) => !configuration['Rounds']?.includes('every'));

/** The same jobs of a custom action: nobody is a stranger to it, and its calls have names of their own. */
const ofCustom = (cast: readonly Role[]): Role[] =>
  cast
    .filter(({ expected }) => expected.kind !== 'unreportable')
    .map(({ doom, rare, ...role }) => ({
      ...role,
      ...(doom && { doom: jobCallOf(doom) }),
      ...(rare && { rare: rare.map(jobCallOf) }),
    }));
