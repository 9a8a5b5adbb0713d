import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveError } from '../../../lambda/archive/archive-error.ts';
import { watchTurns } from '../../../proof/bench/turn-watch.ts';
import { compareReadings, requireSafePath } from '../../../proof/fuzz/check-entry.ts';
import { checkFolder } from '../../../proof/fuzz/check-extraction.ts';
import { guardReading } from '../../../proof/fuzz/guard-reading.ts';
import { keepArchives, readKept } from '../../../proof/fuzz/kept-archives.ts';

const MIB = 1024 * 1024;

/** Work of this thread, however busy the machine is. */
function work(milliseconds: number): void {
  const spent = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const start = spent();
  while (spent() - start < milliseconds);
}

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fuzz-judge-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('a fuzzed reading', () => {
  it('may not hand out a path that leads out of a folder', () => {
    for (const path of ['a/b', 'a:b', '...', 'é', 'a\\b']) requireSafePath(path);
    for (const path of ['../a', 'a/../../b', '/a', 'a//b', '.', '', 'a\0', '..\\a', 'a/./b', 'a/']) {
      expect(() => requireSafePath(path), path).toThrow('An unsafe path was handed out');
    }
  });

  it('gives content of the size that the entry says, the same in both ways', async () => {
    const entry = (size: number, streamed: string) => ({
      ...{ path: 'a', type: 'file' as const, size, mode: undefined, linkTarget: undefined },
      bytes: async () => Buffer.from('whole'),
      async *stream() {
        yield Buffer.from(streamed);
      },
    });

    await compareReadings(entry(5, 'whole'));
    await expect(compareReadings(entry(6, 'whole'))).rejects.toThrow('has 5 bytes and says 6');
    await expect(compareReadings(entry(5, 'other'))).rejects.toThrow('not the same');
  });

  it('may not take much more memory than its limits allow', async () => {
    const hoard: Buffer[] = [];
    const taking = guardReading(7, async ({ look }) => {
      for (let count = 0; count < 100; count++) {
        hoard.push(Buffer.alloc(2 * MIB, 1));
        look();
      }
    });

    await expect(taking).rejects.toThrow(/^Reading 7 bytes took \d+ bytes of memory/);
    expect(hoard.length).toBeLessThan(40);
  });

  it('may not keep the event loop from turning, promises in between or not', async () => {
    const blocking = guardReading(7, async () => {
      for (let count = 0; count < 4; count++) {
        work(100);
        await Promise.resolve();
      }
    });

    await expect(blocking).rejects.toThrow(/kept the event loop from turning for [45]\d\d ms/);
  });

  it('may take long when it lets the event loop turn', async () => {
    await guardReading(7, async () => {
      for (let count = 0; count < 4; count++) {
        work(100);
        await setImmediate();
      }
    });
  });
});

describe('the watch over turns', () => {
  it('tells the longest stretch of work, and not of sleep', async () => {
    const watch = watchTurns();
    await setImmediate();
    work(30);
    await setImmediate();
    work(60);
    await new Promise((resolve) => setTimeout(resolve, 200));

    const longest = watch.longest();
    watch.stop();

    expect(longest).toBeGreaterThanOrEqual(60);
    expect(longest).toBeLessThan(150);
  });
});

describe('a fuzzed extraction', () => {
  const extracting = (extract: (folder: string) => Promise<void>) => checkFolder(join(home, 'extracted'), extract);
  const making = (make: (folder: string) => Promise<void>) =>
    extracting(async (folder) => {
      if (existsSync(folder)) throw new ArchiveError('is there already');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'file'), 'content');
      await make(folder);
    });

  it('may write files, folders, and links inside', async () => {
    await making(async (folder) => {
      await mkdir(join(folder, 'deeper'));
      await symlink('../file', join(folder, 'deeper', 'link'));
    });
  });

  it.each<[string, (folder: string) => Promise<void>, RegExp]>([
    ['outside', (folder) => writeFile(join(folder, '..', '..', 'evil'), ''), /was written outside: evil/],
    ['beside the folder', (folder) => writeFile(join(folder, '..', 'evil'), ''), /was written outside: in.evil/],
    ['a link that leads out', (folder) => symlink('../../evil', join(folder, 'link')), /is a link to/],
    ['a link to the root', (folder) => symlink('/etc/hosts', join(folder, 'link')), /is a link to \/etc\/hosts/],
    ['a file with a special bit', (folder) => chmod(join(folder, 'file'), 0o4755), /has the mode 0104755/],
  ])('may not write %s', async (_, make, message) => {
    await expect(making(make)).rejects.toThrow(message);
  });

  it('may be refused, and leaves nothing behind then', async () => {
    const refuse = async () => {
      throw new ArchiveError('is refused');
    };

    await extracting(refuse);
    await rm(join(home, 'extracted'), { recursive: true });
    await expect(making(refuse)).rejects.toThrow('After "The archive is refused." there is in');
  });

  it('may not fail in any other way', async () => {
    const failing = extracting(() => Promise.reject(new TypeError('undefined is not a function')));

    await expect(failing).rejects.toThrow(TypeError);
  });
});

describe('kept archives', () => {
  it('come back in the same order', async () => {
    const folder = join(home, 'kept');
    const archives = ['one', 'two', 'three'].map((text) => Buffer.from(text));

    await keepArchives(folder, archives);

    const [once, again] = [await readKept(folder), await readKept(folder)];
    expect(once).toEqual(again);
    expect(once.map(String).toSorted()).toEqual(['one', 'three', 'two']);
    expect(await readdir(home)).toEqual(['kept']);
    expect(await readKept(undefined)).toEqual([]);
    expect(await readFile(join(folder, (await readdir(folder))[0] ?? ''), 'utf8')).toBe(String(once[0]));
  });
});
