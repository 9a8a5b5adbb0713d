import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Command, Refusal, withHelp } from '../command/command.ts';
import { parseFlags } from '../command/flags.ts';
import { numberLines } from '../command/text.ts';

const help = `npm run release

Publishes the package: the version that package.json has, once CHANGELOG.md tells of it, nothing is uncommitted and
the check passes. It lists what is published.

  --dry-run                        does all of that except publishing
  --help                           this text`;

const execute = promisify(execFile);
const MAX_OUTPUT_BYTES = 2 ** 26;

/** The facts that npm tells about a tarball. */
interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** `npm run release`, of the package in this folder. */
export const releaseCommand = (root: string): Command =>
  withHelp(help, async (args, { print, note }) => {
    const { values } = parseFlags(args, { 'dry-run': { type: 'boolean' } });
    const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    await requireCommitted(root);
    await requireTold(root, version);
    note('Running the check.');
    await run(root, 'npm', ['run', 'check']);
    const folder = await mkdtemp(join(tmpdir(), 'release-'));
    try {
      const packed = await pack(root, folder);
      for (const line of fileLines(packed)) print(line);
      const what = `${name} ${version}: ${packed.files.length} files, ${kilobytes(packed.size)}, unpacked ${kilobytes(packed.unpackedSize)}`;
      if (values['dry-run']) return print(`${what}. Nothing was published.`);
      await run(root, 'npm', ['publish', join(folder, packed.filename)]);
      print(`${what}. Published.`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

async function requireCommitted(root: string): Promise<void> {
  const changed = await run(root, 'git', ['status', '--porcelain']);
  if (changed !== '') throw new Refusal(`There are changes that are not committed:\n${changed.trimEnd()}`);
}

/** The newest version that the changelog tells of is the one to publish, and no commit is tagged with it. */
async function requireTold(root: string, version: string): Promise<void> {
  const changelog = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
  const newest = /^## (\S+)/m.exec(changelog)?.[1] ?? 'no version';
  if (newest !== version)
    throw new Refusal(`package.json has version ${version}, and CHANGELOG.md begins with ${newest}.`);
  const tag = `v${version}`;
  if ((await run(root, 'git', ['tag', '--list', tag])) !== '') throw new Refusal(`There is a tag ${tag} already.`);
}

async function pack(root: string, folder: string): Promise<Packed> {
  const printed = await run(root, 'npm', ['pack', '--json', '--pack-destination', folder]);
  // The output of its scripts comes before the JSON.
  const [packed]: Packed[] = JSON.parse(printed.slice(printed.indexOf('[\n')));
  if (!packed) throw new Refusal(`npm packed nothing:\n${printed}`);
  return packed;
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

const fileLines = ({ files }: Packed) => numberLines(files.map(({ path, size }) => [path, kilobytes(size)]));

/** @throws Refusal with what the program printed. */
async function run(cwd: string, file: string, args: readonly string[]): Promise<string> {
  try {
    return (await execute(file, args, { cwd, maxBuffer: MAX_OUTPUT_BYTES })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Refusal(`${file} ${args.join(' ')} failed:\n${stdout}${stderr}`.trimEnd());
  }
}
