import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../lambda/archive/open-artifact.ts';
import { createPathTree } from '../../../lambda/archive/path-tree.ts';
import { buildTar, gnuLong } from './tar/build-tar.ts';
import { buildZip } from './zip/build-zip.ts';

const MIB = 1024 * 1024;
const LIMITS = { memoryBytes: 2 * MIB, levels: 100_000 };
const deep = (index: number) => `${index}${'/d'.repeat(100)}/f`;

const readAll = async (bytes: Buffer, limits: object) => {
  for await (const entry of openArtifact(bufferSource(bytes), limits).entries()) await entry.bytes();
};

describe('the tree of all paths', () => {
  it('takes many entries in few folders', () => {
    const tree = createPathTree(LIMITS);

    for (let index = 0; index < 10_000; index++) tree.add(`${'d/'.repeat(100)}${index}`, 'file');

    expect(tree.hasBelow('d/d')).toBe(true);
    expect(tree.hasBelow(`${'d/'.repeat(100)}7`)).toBe(false);
  });

  it('refuses folders that need more memory than is allowed, long before they do', () => {
    const tree = createPathTree(LIMITS);
    let added = 0;

    expect(() => {
      for (; added < 10_000; added++) tree.add(deep(added), 'file');
    }).toThrow(/^Entry "\d+\/d\/.* need over 2097152 bytes of memory; no more are allowed/);
    expect(added).toBeLessThan((2 * MIB) / 100 / 100);
  });

  it('refuses paths that go through too many folders, though these are the same', () => {
    const tree = createPathTree({ ...LIMITS, levels: 1000 });

    expect(() => {
      for (let index = 0; ; index++) tree.add(`${index % 2 === 0 ? 'a' : 'b'}${'/d'.repeat(50)}/f`, 'file');
    }).toThrow(/over 1000 folders in them/);
  });

  it.each([
    ['zip', buildZip(Array.from({ length: 300 }, (_, index) => ({ name: deep(index) })))],
    ['tar', buildTar(...Array.from({ length: 300 }, (_, index) => [gnuLong(deep(index)), {}]).flat())],
  ])('keeps a %s from taking more', async (_kind, bytes) => {
    await expect(readAll(bytes, { memoryBytes: 2 * MIB })).rejects.toMatchObject({
      name: 'ArchiveError',
      message: expect.stringContaining('need over 2097152 bytes of memory'),
    });
    await readAll(bytes, { memoryBytes: 16 * MIB });
  });
});
