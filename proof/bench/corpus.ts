import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './command-line.ts';
import { collect, collectors, findArchives } from './compare/collect-packages.ts';
import { compareArchive } from './compare/compare-archives.ts';
import { isInstalled } from './contestant.ts';
import { runCommand } from './run-command.ts';

const HOME = join(import.meta.dirname, '../../build/bench/packages');
const NAMES = Object.keys(collectors) as (keyof typeof collectors)[];

const help = `Reads the archives of real packages with our reader and with bsdtar, and compares every entry.

  npm run corpus                        jars by mvn, npm packages by npm, wheels by pip; about 1 GB of disk
  npm run corpus -- --only maven,npm    some of them: ${NAMES.join(', ')}
  npm run corpus -- PATH...             archives that are there already: files, or folders with archives in them

Packages are fetched by those clients as they are set up on this machine, once, into build/bench/packages. What has no
client here is left out, and said so. The exit code is 1 when an archive is refused or read in another way.
`;

await runCommand(async () => {
  const { paths, only } = parseOptions();
  if (only === 'help') {
    process.stdout.write(help);
    return;
  }
  if (!isInstalled('bsdtar')) throw new UsageError('bsdtar is not installed; there is nothing to compare with.');
  let isGood = true;
  for (const path of paths) isGood = (await compareAll(path, await listArchives(path))) && isGood;
  for (const name of paths.length > 0 ? [] : only) isGood = (await compareCollected(name)) && isGood;
  if (!isGood) process.exitCode = 1;
});

async function compareCollected(name: (typeof NAMES)[number]): Promise<boolean> {
  const { client } = collectors[name];
  if (!isInstalled(client)) {
    process.stdout.write(`${name}: skipped, because ${client} is not installed\n`);
    return true;
  }
  process.stdout.write(`${name}: fetching with ${client} what is not there yet\n`);
  return compareAll(name, await findArchives(await collect(name, HOME)));
}

async function compareAll(name: string, files: readonly string[]): Promise<boolean> {
  let [entries, differing] = [0, 0];
  for (const file of files) {
    const { entries: count, problems } = await compareArchive(file);
    entries += count;
    if (problems.length === 0) continue;
    differing += 1;
    process.stdout.write(`${file}\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  }
  process.stdout.write(
    `${name}: ${files.length - differing} of ${files.length} archives are read as bsdtar reads them, ${entries} entries\n`,
  );
  return differing === 0 && files.length > 0;
}

async function listArchives(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`There is no file or folder ${path}.`);
  return found.isDirectory() ? findArchives(path) : [path];
}

function parseOptions(): { paths: string[]; only: typeof NAMES | 'help' } {
  const { values, positionals } = parseFlags();
  const names = values.only?.split(',') ?? NAMES;
  const unknown = names.find((name) => !NAMES.some((known) => known === name));
  if (unknown !== undefined) throw new UsageError(`There is no corpus "${unknown}"; there are ${NAMES.join(', ')}.`);
  return { paths: positionals, only: values.help ? 'help' : NAMES.filter((name) => names.includes(name)) };
}

function parseFlags() {
  try {
    return parseArgs({
      options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See npm run corpus -- --help.`);
  }
}
