import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareArchive } from '../../../proof/bench/compare/compare-archives.ts';
import { findDifferences, plainPath, type SeenEntry } from '../../../proof/bench/compare/seen-entry.ts';
import { hasCommand } from '../../has-command.ts';
import { buildZip } from '../../lambda/archive/zip/build-zip.ts';

const run = promisify(execFile);
const withBsdtar = it.skipIf(!hasCommand('bsdtar', '--version'));
const CORPUS = join(import.meta.dirname, '../../../bin/corpus.ts');
const runCorpus = (parameters: string[], path = process.env['PATH'] ?? '') =>
  run(process.execPath, [CORPUS, ...parameters], { env: { ...process.env, PATH: path } });

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'corpus-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

async function write(name: string, bytes: Buffer): Promise<string> {
  const file = join(home, name);
  await writeFile(file, bytes);
  return file;
}

const file = (path: string, digest = 'd'): SeenEntry => ({ path, kind: 'file', digest });

describe('two readings of one archive', () => {
  it.each<[string, SeenEntry[], SeenEntry[]]>([
    ['another content', [file('a', 'one')], [file('a', 'two')]],
    ['another path', [file('a')], [file('b')]],
    ['an entry less', [file('a')], []],
    ['an entry more', [], [file('a')]],
    ['a link that is a file', [{ ...file('a'), kind: 'symlink' }], [file('a')]],
    ['a file that is a folder', [file('a')], [{ ...file('a'), kind: 'directory' }]],
  ])('differ by %s', (_, ours, theirs) => {
    expect(findDifferences(ours, theirs)).toHaveLength(1);
  });

  it('are the same where one takes an empty file for the folder that it stands for', () => {
    expect(findDifferences([{ ...file('a'), kind: 'directory' }], [file('a')])).toEqual([]);
  });

  it.each([
    ['./a/b/', 'a/b'],
    ['././a', 'a'],
    ['./', ''],
    ['.', ''],
    ['e\u0301', '\u00e9'],
    ['...', '...'],
  ])('name the path %j %j', (name, path) => {
    expect(plainPath(name)).toBe(path);
  });
});

describe('npm run corpus', () => {
  withBsdtar(
    'tells of an archive that is read alike, and of one that is refused (skipped without bsdtar)',
    async () => {
      const good = await write('good.zip', buildZip([{ name: 'a/b', content: 'x'.repeat(9999) }, { name: 'c/' }]));
      const climbing = await write('climbing.zip', buildZip([{ name: '../a', content: 'x' }]));

      expect(await compareArchive(good)).toEqual({ entries: 2, problems: [] });
      expect((await compareArchive(climbing)).problems).toEqual([expect.stringMatching(/^refused: Entry "\.\.\/a"/)]);
      await expect(runCorpus([home])).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringContaining('1 of 2 archives are read as bsdtar reads them, 2 entries'),
      });
    },
  );

  withBsdtar('says of which client there is none, and leaves it out (skipped without bsdtar)', async () => {
    const programs = join(home, 'bin');
    await mkdir(programs);
    for (const name of ['bsdtar', 'sh']) {
      const [found = ''] = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).split('\n');
      await symlink(found, join(programs, name));
    }

    const { stdout } = await runCorpus(['--only', 'maven,pip'], programs);

    expect(stdout).toBe('maven: skipped, because mvn is not installed\npip: skipped, because pip is not installed\n');
  });

  it.each([
    [['--only', 'cargo'], 'There is no corpus "cargo"; there are maven, npm, pip.'],
    [['--olny', 'npm'], "Unknown option '--olny'. See --help."],
  ])('is refused with %j', async (parameters, message) => {
    await expect(runCorpus(parameters)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it('says so where there is no bsdtar to compare with', async () => {
    await expect(runCorpus([], dirname(home))).rejects.toMatchObject({
      code: 2,
      stderr: 'bsdtar is not installed; there is nothing to compare with.\n',
    });
  });
});
