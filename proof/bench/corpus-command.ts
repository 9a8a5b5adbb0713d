import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, type CommandSurroundings, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags, readNames } from '../../command/flags.ts';
import { collect, collectors, findArchives } from './compare/collect-packages.ts';
import { compareArchive } from './compare/compare-archives.ts';
import { isInstalled } from './contestant.ts';

const HOME = join(import.meta.dirname, '../../build/bench/packages');
const NAMES = Object.keys(collectors) as (keyof typeof collectors)[];

const help = `Reads the archives of real packages with our reader and with bsdtar, and compares every entry.

  npm run corpus                        jars by mvn, npm packages by npm, wheels by pip; about 1 GB of disk
  npm run corpus -- --only maven,npm    some of them: ${NAMES.join(', ')}
  npm run corpus -- PATH...             archives that are there already: files, or folders with archives in them

Packages are fetched by those clients as they are set up on this machine, once, into build/bench/packages. What has no
client here is left out, and said so. The exit code is 1 when an archive is refused or read in another way.
`;

/** `npm run corpus`: compares how real packages are read with how bsdtar reads them. */
export const corpusCommand: Command = withHelp(help, async (args, { printText, exitWith }) => {
  const { values, operands: paths } = parseFlags(args, { only: { type: 'string' } }, 'any');
  const only = values.only === undefined ? NAMES : readNames('corpus', [values.only], NAMES);
  if (!isInstalled('bsdtar')) throw new UsageError('bsdtar is not installed; there is nothing to compare with.');
  let isGood = true;
  for (const path of paths) isGood = (await compareAll(path, await listArchives(path), printText)) && isGood;
  for (const name of paths.length > 0 ? [] : only) isGood = (await compareCollected(name, printText)) && isGood;
  if (!isGood) exitWith(1);
});

type Tell = CommandSurroundings['printText'];

async function compareCollected(name: (typeof NAMES)[number], tell: Tell): Promise<boolean> {
  const { client } = collectors[name];
  if (!isInstalled(client)) {
    tell(`${name}: skipped, because ${client} is not installed`);
    return true;
  }
  tell(`${name}: fetching with ${client} what is not there yet`);
  return compareAll(name, await findArchives(await collect(name, HOME)), tell);
}

async function compareAll(name: string, files: readonly string[], tell: Tell): Promise<boolean> {
  let [entries, differing] = [0, 0];
  for (const file of files) {
    const { entries: count, problems } = await compareArchive(file);
    entries += count;
    if (problems.length === 0) continue;
    differing += 1;
    tell([file, ...problems.map((problem) => `  ${problem}`)].join('\n'));
  }
  tell(
    `${name}: ${files.length - differing} of ${files.length} archives are read as bsdtar reads them, ${entries} entries`,
  );
  return differing === 0 && files.length > 0;
}

async function listArchives(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`There is no file or folder ${path}.`);
  return found.isDirectory() ? findArchives(path) : [path];
}
