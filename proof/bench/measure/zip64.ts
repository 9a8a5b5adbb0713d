import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contestant, isInstalled, nodeContestant, shellContestant } from '../contestant.ts';
import { holds } from '../goal.ts';
import type { Bench, Figure, JudgedGoal, Measurement } from '../measurement.ts';
import { OURS } from '../race.ts';
import { runProcess } from '../run-process.ts';
import { spread } from '../statistics.ts';

const GIB = 1024 ** 3;
/** Over 4 GiB, and over 65,535 entries: both need ZIP64. */
const FULL = { bytes: 4.1 * GIB, entries: 70_000 };
const QUICK = { bytes: 0.05 * GIB, entries: 700 };

export const zip64: Measurement = {
  name: 'zip64',
  title: 'an archive with an entry over 4 GiB and 70,000 more: written, read, and checked by others',
  async measure(bench) {
    const { bytes, entries } = bench.quick ? QUICK : FULL;
    const zip = join(bench.scratch, 'huge.zip');
    const figures: Figure[] = [];
    const run = async (contestant: Contestant) => {
      bench.tell(contestant.name);
      const { seconds, cpuSeconds, peakMib } = await runProcess(contestant, zip);
      const megabytesPerSecond = bytes / 1e6 / seconds;
      figures.push({
        name: contestant.name,
        megabytesPerSecond,
        seconds: spread([seconds]),
        cpuSeconds,
        peakMib,
        ratio: undefined,
      });
    };
    await run(nodeContestant(`written by ${OURS}`, 'create-huge.ts', String(Math.floor(bytes)), String(entries)));
    await run(nodeContestant(`read by ${OURS}`, 'read-ours.ts'));
    const goals = await checkByOthers(bench, run);
    const facts = {
      entries: entries + 1,
      uncompressed: `${(bytes / 1e6).toFixed(0)} MB`,
      archive: `${((await stat(zip)).size / 1e6).toFixed(0)} MB`,
    };
    return { figures, facts, goals, skipped: [] };
  },
};

const CHECKS = {
  unzip: 'unzip -tqq "$target"',
  bsdtar: 'bsdtar -xOf "$target" > /dev/null',
  python3: `python3 -c 'import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)' "$target"`,
};

async function checkByOthers({ quick }: Bench, run: (contestant: Contestant) => Promise<void>): Promise<JudgedGoal[]> {
  const goals: JudgedGoal[] = [];
  for (const [program, script] of Object.entries(CHECKS)) {
    const goal = `${quick ? 'archive' : 'ZIP64 archive'} accepted by ${program}`;
    if (!isInstalled(program)) {
      goals.push(holds('G11', goal, undefined, 'not installed'));
      continue;
    }
    const refusal = await run(shellContestant(`checked by ${program}`, script)).then(() => undefined, String);
    goals.push(holds('G11', goal, refusal === undefined, refusal ?? 'accepted'));
  }
  return goals;
}
