import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { MODE } from '../../../lambda/archive/zip/zip-format.ts';
import { type BytePuller, pullBytes } from './byte-puller.ts';
import { plainPath, type SeenEntry } from './seen-entry.ts';

/** The header of a "newc" cpio archive: a magic and thirteen numbers of eight hexadecimal digits, as cpio(5) has them. */
const HEADER_BYTES = 110;
const FIELD_AT = { mode: 14, size: 54, nameBytes: 94 };
const LAST = 'TRAILER!!!';
const KINDS: ReadonlyMap<number, SeenEntry['kind']> = new Map([
  [MODE.file, 'file'],
  [MODE.folder, 'directory'],
  [MODE.symlink, 'symlink'],
]);

/**
 * What bsdtar sees in an archive: it copies the entries into a cpio archive, which holds them one after the other, so
 * that each is read as bsdtar reads it, however often a path comes up. @throws Error with what bsdtar says when it fails.
 */
export async function readWithBsdtar(file: string): Promise<SeenEntry[]> {
  // An archive to be copied is named with an "@" in front. Names are UTF-8 whatever the machine is set to.
  const child = spawn('bsdtar', ['-cf', '-', '--format=newc', `@${file}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const errors = text(child.stderr);
  const [seen, code] = await Promise.all([readEntries(pullBytes(child.stdout)).catch(() => undefined), ended]);
  if (code !== 0 || seen === undefined) throw new Error(`bsdtar cannot read ${file}: ${(await errors).trim()}`);
  return seen;
}

async function readEntries(bytes: BytePuller): Promise<SeenEntry[]> {
  const seen: SeenEntry[] = [];
  for (;;) {
    const header = await bytes.take(HEADER_BYTES);
    const [mode, size, nameBytes] = [FIELD_AT.mode, FIELD_AT.size, FIELD_AT.nameBytes].map((at) =>
      Number.parseInt(header.toString('latin1', at, at + 8), 16),
    ) as [number, number, number];
    // Name and content end where a multiple of four bytes does.
    const name = await bytes.take(nameBytes + padding(HEADER_BYTES + nameBytes));
    const path = name.toString('utf8', 0, nameBytes - 1);
    if (path === LAST) break;
    const hash = createHash('sha256');
    for await (const piece of bytes.pass(size)) hash.update(piece);
    await bytes.take(padding(size));
    seen.push({ path: plainPath(path), kind: KINDS.get(mode & MODE.type) ?? 'other', digest: hash.digest('hex') });
  }
  return seen.filter(({ path, kind }) => path !== '' || kind !== 'directory');
}

const padding = (length: number) => -length & 3;
