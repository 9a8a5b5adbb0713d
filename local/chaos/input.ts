import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDraw } from '../faults/chance.ts';

/** The input artifact of every job in a rehearsal. */
export interface RehearsalInput {
  folder: string;
  files: ReadonlyMap<string, Buffer>;
  /** SHA-256 over path, a zero byte and content of each file in turn. */
  digest: string;
}

/** Large enough for several ranged reads; its bytes follow from the seed. */
const SIZES = { 'a.txt': 300, 'b/c.bin': 200_000, 'b/d.bin': 1_500_000 };

export async function writeInput(folder: string, seed: number): Promise<RehearsalInput> {
  const draw = createDraw(seed);
  const files = new Map<string, Buffer>();
  const hash = createHash('sha256');
  await mkdir(join(folder, 'b'), { recursive: true });
  for (const [path, size] of Object.entries(SIZES)) {
    const pieces = Array.from({ length: Math.ceil(size / 6000) }, (_, index) =>
      createHash('sha512')
        .update(String(draw(path, index)))
        .digest('hex')
        .repeat(50),
    );
    const content = Buffer.from(pieces.join('').slice(0, size));
    files.set(path, content);
    hash.update(`${path}\0`).update(content);
    await writeFile(join(folder, path), content);
  }
  return { folder, files, digest: hash.digest('hex') };
}
