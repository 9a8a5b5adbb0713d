import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSources, rooms } from '../../command/tree.ts';

const ROOT = join(import.meta.dirname, '../..');
const OTHER_BOUND = /\bconst ((?:MOST|LONGEST|LARGEST|GREATEST|LEAST|FEWEST|SHORTEST|SMALLEST)(?:_\w+)?)\b/g;

it('calls every bound MAX_ or MIN_', () => {
  const files = [...rooms, 'test'].flatMap((room) => readSources(ROOT, room));
  const texts = files.map(({ path }) => readFileSync(join(ROOT, path), 'utf8'));

  expect(texts.filter((text) => /\bconst (?:MAX|MIN)_\w+/.test(text)).length).toBeGreaterThan(50);
  expect(texts.flatMap((text) => [...text.matchAll(OTHER_BOUND)].map(([, name]) => name))).toEqual([]);
});
