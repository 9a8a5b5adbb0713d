import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const sources = execFileSync('git', ['ls-files', '-z', '*.ts'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
const OTHER_BOUND = /\bconst ((?:MOST|LONGEST|LARGEST|GREATEST|LEAST|FEWEST|SHORTEST|SMALLEST)_\w+)/g;

it('calls every bound MAX_ or MIN_', () => {
  const texts = sources.filter((file) => file !== '').map((file) => readFileSync(join(ROOT, file), 'utf8'));

  expect(texts.filter((text) => /\bconst (?:MAX|MIN)_\w+/.test(text)).length).toBeGreaterThan(50);
  expect(texts.flatMap((text) => [...text.matchAll(OTHER_BOUND)].map(([, name]) => name))).toEqual([]);
});
