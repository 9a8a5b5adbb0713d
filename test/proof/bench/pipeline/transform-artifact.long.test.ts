import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import { fileSink } from '../../../../proof/bench/contestants/file-sink.ts';
import { writeInput } from '../../../../proof/bench/corpus/write-input.ts';
import { compareContents } from '../../../../proof/bench/pipeline/compare-contents.ts';
import { transformArtifact } from '../../../../proof/bench/pipeline/transform-artifact.ts';

const MIB = 1024 ** 2;

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function writeZip(path: string, files: Record<string, string>): Promise<string> {
  const sink = await fileSink(path);
  const archive = createArchive(sink);
  for (const [name, content] of Object.entries(files)) await archive.write(name, Buffer.from(content));
  await archive.finish();
  await sink.close();
  return path;
}

describe('an input artifact of a wanted size', () => {
  it.each([2, 10])('of %d MiB has that to within a tenth', async (mib) => {
    const zip = join(await openFolder(), 'input.zip');

    await writeInput(zip, mib * MIB);

    expect(Math.abs((await stat(zip)).size / (mib * MIB) - 1)).toBeLessThan(0.1);
  });
});

describe('a job that changes every file of its input artifact', () => {
  it('is taken through a worker of its own, which says what it used', async () => {
    const folder = await openFolder();
    const zip = await writeZip(join(folder, 'input.zip'), { 'a.txt': 'apple', 'b/c.txt': 'cherry' });

    const { seconds, peakMib, cpuSeconds, ...bytes } = await transformArtifact(zip, join(folder, 'worker'));

    expect(Math.min(seconds, peakMib, cpuSeconds)).toBeGreaterThan(0);
    expect(bytes).toEqual({ contentBytes: 'applecherry'.length, artifactBytes: (await stat(zip)).size });
  });
});

describe('the comparison of an output artifact with its input', () => {
  it.each([
    ['another content', { 'a.txt': 'checked\napple', 'b.txt': 'checked\nbanana!' }, 'in place of b.txt'],
    ['another name', { 'a.txt': 'checked\napple', 'c.txt': 'checked\nbanana' }, 'in place of b.txt'],
    ['a file too few', { 'a.txt': 'checked\napple' }, 'in place of b.txt'],
    ['a file too many', { 'a.txt': 'checked\napple', 'b.txt': 'checked\nbanana', c: '' }, 'more entries'],
  ])('refuses %s', async (_what, files, message) => {
    const folder = await openFolder();
    const input = await writeZip(join(folder, 'input.zip'), { 'a.txt': 'apple', 'b.txt': 'banana' });
    const output = await writeZip(join(folder, 'output.zip'), files);

    const comparing = compareContents(input, output);

    await expect(comparing).rejects.toThrow(message);
  });
});
