import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Coverage } from './coverage.ts';

/** The lines in which blocks begin that nothing reached: `open-tar.ts:12: refuse(...)`. */
export async function listUnreached(coverage: Coverage): Promise<string> {
  const lines: string[] = [];
  for (const { url, start, ran } of coverage.blocks()) {
    if (ran) continue;
    const file = fileURLToPath(url);
    const text = await readFile(file, 'utf8');
    const number = text.slice(0, start).split('\n').length;
    lines.push(`${basename(file)}:${number}: ${text.split('\n')[number - 1]?.trim()}\n`);
  }
  return lines.toSorted().join('');
}
