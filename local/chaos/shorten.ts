import { type Result, rehearse } from './rehearse.ts';
import type { Script } from './script.ts';
import type { Stage } from './stage.ts';

/** The most rehearsals of one search. */
const MAX_TRIALS = 6;
/** For all of them together. */
const MAX_MILLISECONDS = 180_000;

/** The shortest script found that still fails, by leaving out faults, kills and jobs; the given one if none does. */
export async function shorten(failed: Result, stage: Stage, tell: (line: string) => void): Promise<Result> {
  // What was killed is part of the script from here on, so that a trial repeats it as far as it can.
  const kills = failed.kills.map(({ point, index }) => ({ point, index }));
  const stop = AbortSignal.any([stage.stop, AbortSignal.timeout(MAX_MILLISECONDS)]);
  let shortest: Result = { ...failed, script: { ...failed.script, kills } };
  for (let trials = 0, tried = true; tried && trials < MAX_TRIALS && !stop.aborted; ) {
    tried = false;
    for (const script of shorterThan(shortest.script)) {
      if (++trials > MAX_TRIALS || stop.aborted) break;
      const result = await rehearse(script, { ...stage, stop, covered: new Set() });
      // Jobs that had no time to end say nothing.
      if (stop.aborted) break;
      tell(`  trial ${trials} of ${MAX_TRIALS}: ${script.cast.length} jobs, ${result.verdict}`);
      if (result.verdict !== 'violated') continue;
      shortest = { ...result, script };
      tried = true;
      break;
    }
  }
  return shortest;
}

/** Without the faults, without the kills and the jobs whose result comes of them, with either half of the jobs. */
function* shorterThan(script: Script): Iterable<Script> {
  const { faults, kills, cast } = script;
  const middle = Math.ceil(cast.length / 2);
  if (cast.length > 1) yield withCast(script, cast.slice(0, middle));
  if (cast.length > 1) yield withCast(script, cast.slice(middle));
  if (faults.length > 0) yield { ...script, faults: [] };
  if (kills.length > 0) yield { ...script, kills: [], cast: cast.filter(({ doom }) => doom === undefined) };
}

function withCast(script: Script, cast: Script['cast']): Script {
  const isLeft = (index: number | undefined) => index === undefined || cast.some((role) => role.index === index);
  const kills = typeof script.kills === 'string' ? script.kills : script.kills.filter(({ index }) => isLeft(index));
  return { ...script, cast, kills };
}
