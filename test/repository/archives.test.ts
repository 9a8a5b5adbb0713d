import { expect, it } from 'vitest';
import { defaultLimits } from '../../lambda/archive/limits.ts';
import { readDocument, tableBelow } from './documents.ts';

const page = readDocument('docs/archives.md');
const GIB = 2 ** 30;
const MIB = 2 ** 20;

function inWords(value: number): string {
  if (value % GIB === 0) return `${value / GIB} GiB`;
  return value % MIB === 0 ? `${value / MIB} MiB` : value.toLocaleString('en-US');
}

it('docs/archives.md tells every limit with its value', () => {
  const { memoryBytes: _, ...others } = defaultLimits;

  const told = tableBelow(page, 'Limits').map(([limit, value]) => [limit, value]);

  expect(told).toEqual(Object.entries(others).map(([limit, value]) => [`\`${limit}\``, inWords(value)]));
});

it('docs/archives.md tells the fields of an entry and every type', () => {
  const rows = tableBelow(page, 'Reading');

  expect(rows.map(([field]) => field)).toEqual(
    ['path', 'type', 'size', 'mode', 'linkTarget', 'unreadable'].map((field) => `\`${field}\``),
  );
  for (const type of ['file', 'directory', 'symlink', 'hardlink', 'device', 'pipe', 'socket']) {
    expect(rows[1]?.[1]).toContain(`\`${type}\``);
  }
});
