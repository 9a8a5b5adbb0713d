import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCommand } from '../../../has-command.ts';
import { arriving, readTexts, writeZip } from './read-all.ts';

const run = promisify(execFile);
const text = 'some words of which there are many more\n'.repeat(50_000);

const PYTHON_LIST = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps({name: len(archive.read(name)) for name in archive.namelist()}))`;

const PYTHON_WRITE = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('plain.txt', 'plain')
    archive.writestr('h\\u00e9llo/w\\u00f6rld.txt', 'accents')
    with archive.open('wide', 'w', force_zip64=True) as entry:
        entry.write(b'wide')`;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'other-tools-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

async function writeSample(path: string): Promise<void> {
  const zip = await writeZip(async (archive) => {
    await archive.write('folder/', '');
    await archive.write('folder/text', text);
    await archive.write('héllo', arriving('accents'));
    await archive.write('long stream', arriving(text));
    await archive.write('tool', '#!/bin/sh\n', { mode: 0o755 });
  });
  await writeFile(path, zip);
}

describe('an archive of ours', () => {
  it.skipIf(!hasCommand('unzip', '-v'))('is accepted by unzip -t (skipped where there is none)', async () => {
    const path = join(home, 'ours.zip');
    await writeSample(path);

    const { stdout } = await run('unzip', ['-t', path]);

    expect(stdout).toContain('No errors detected');
  });

  it.skipIf(!hasCommand('python3', '--version'))(
    "is accepted by Python's zipfile (skipped where there is none)",
    async () => {
      const path = join(home, 'ours.zip');
      await writeSample(path);

      const { stdout } = await run('python3', ['-c', PYTHON_LIST, path], {
        env: { ...process.env, PYTHONIOENCODING: 'utf8' },
      });

      const sizes = { 'folder/': 0, 'folder/text': text.length, héllo: 7, 'long stream': text.length, tool: 10 };
      expect(JSON.parse(stdout)).toEqual(sizes);
    },
  );

  it.skipIf(!hasCommand('bsdtar', '--version'))('is accepted by bsdtar (skipped where there is none)', async () => {
    const path = join(home, 'ours.zip');
    await writeSample(path);

    await run('bsdtar', ['-xf', path, '-C', home]);

    expect(await readFile(join(home, 'long stream'), 'utf8')).toBe(text);
  });
});

describe('an archive of another tool', () => {
  it.skipIf(!hasCommand('zip', '-v'))('is read when zip made it (skipped where there is none)', async () => {
    await mkdir(join(home, 'folder'));
    await writeFile(join(home, 'folder', 'text'), text);
    await run('zip', ['-qr', 'theirs.zip', 'folder'], { cwd: home });

    const texts = await readTexts(await readFile(join(home, 'theirs.zip')));

    expect(texts).toEqual({ folder: '', 'folder/text': text });
  });

  it.skipIf(!hasCommand('zip', '-v'))('is read when zip wrote it to a pipe (skipped where there is none)', async () => {
    await writeFile(join(home, 'text'), text);
    const { stdout } = await run('sh', ['-c', 'zip -q - text | cat'], { cwd: home, encoding: 'buffer' });

    const texts = await readTexts(stdout);

    expect(texts).toEqual({ text });
  });

  it.skipIf(!hasCommand('python3', '--version'))(
    'is read when Python made it, ZIP64 included (skipped where there is none)',
    async () => {
      const path = join(home, 'theirs.zip');
      await run('python3', ['-c', PYTHON_WRITE, path]);

      const texts = await readTexts(await readFile(path));

      expect(texts).toEqual({ 'plain.txt': 'plain', 'héllo/wörld.txt': 'accents', wide: 'wide' });
    },
  );
});
