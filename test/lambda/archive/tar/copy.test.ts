import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readAll, writeZip } from '../zip/read-all.ts';
import { buildTar } from './build-tar.ts';
import { openTarBytes } from './read-tar.ts';

const large = Buffer.from(new Uint8Array(3 * 1024 * 1024).map((_, index) => (index * index) >> 7));

describe('an entry of a tar archive', () => {
  it('is copied into a zip with its content, type and mode, whether it was read before or not', async () => {
    const tar = buildTar(
      { name: 'd/', flag: '5', mode: '0000700\0' },
      { name: 'd/tool', content: 'tool', mode: '0000755\0' },
      { name: 'large', content: large },
      { name: 'link', flag: '2', target: 'd/tool', mode: '0000777\0' },
    );
    const archive = await openTarBytes(gzipSync(tar), 'gzip');

    for (const isReadBefore of [false, true]) {
      const zip = await writeZip(async (writer) => {
        for await (const entry of archive.entries()) {
          if (isReadBefore) await entry.bytes();
          await writer.copy(entry);
        }
      });

      const read = (await readAll(zip)).map(({ content, ...facts }) => {
        return { ...facts, content: content.equals(large) ? 'large' : content.toString() };
      });
      expect(read).toEqual([
        { path: 'd', type: 'directory', mode: 0o700, content: '' },
        { path: 'd/tool', type: 'file', mode: 0o755, content: 'tool' },
        { path: 'large', type: 'file', mode: 0o644, content: 'large' },
        { path: 'link', type: 'symlink', mode: 0o777, content: 'd/tool' },
      ]);
    }
  });

  it('is copied whole even when its turn comes after the loop went on', async () => {
    const archive = await openTarBytes(buildTar({ name: 'a', content: large }, { name: 'b', content: 'b' }));

    const zip = await writeZip(async (writer) => {
      const copies: Promise<void>[] = [];
      for await (const entry of archive.entries())
        copies.push(writer.write(`${entry.path}.txt`, 'x'), writer.copy(entry));
      await Promise.all(copies);
    });

    const contents = (await readAll(zip)).map(({ path, content }) => [path, content.length]);
    expect(contents).toEqual([
      ['a.txt', 1],
      ['a', large.length],
      ['b.txt', 1],
      ['b', 1],
    ]);
  });
});
