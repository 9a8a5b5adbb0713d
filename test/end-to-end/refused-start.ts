import { join } from 'node:path';
import { actionsModule } from '../../bin/actions.ts';
import { startCommand } from '../../local/program/start-command.ts';
import { type Ended, runCommand } from '../operate/run-command.ts';

const MANIFEST = join(import.meta.dirname, '../../package.json');
const nobodyInterrupts = { signal: new AbortController().signal, race: <T>(work: Promise<T>) => work };

/**
 * Runs `start` in this process, as npm does for somebody who stands in a folder. It is for command lines that are refused
 * before anything is started.
 */
export async function refusedIn(folder: string, args: readonly string[]): Promise<Ended> {
  const environment = { INIT_CWD: folder, npm_package_json: MANIFEST };
  const inherited = { ...process.env };
  try {
    return await runCommand(startCommand(actionsModule)(nobodyInterrupts), args, { environment });
  } finally {
    // Before an author's module runs, `start` removes what its process inherited, which other tests of this one need.
    Object.assign(process.env, inherited);
  }
}
