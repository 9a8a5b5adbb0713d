import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faults } from '../../local/faults/faults.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

interface Row {
  promise: string;
  tests: { file: string; titles: string[] }[];
}

const rows: Row[] = text
  .split('\n')
  .filter((line) => /^\| [A-Z]/.test(line))
  .map((line) => {
    const [promise = '', , evidence = ''] = line.slice(2, -2).split(' | ');
    const [, ...parts] = evidence.split(/`(test\/[^`]+)`/);
    const files = parts.filter((_, index) => index % 2 === 0);
    const tests = files.map((file, index) => {
      const [named = ''] = (parts[2 * index + 1] ?? '').split('chaos:');
      return { file, titles: [...named.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => title) };
    });
    return { promise, tests };
  });

describe('the table of promises', () => {
  it('has a promise in every row', () => {
    expect(rows.length).toBeGreaterThan(10);
  });

  it.each(rows)('names tests that exist for: $promise', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { file, titles } of tests) {
      expect(existsSync(join(ROOT, file)), file).toBe(true);
      const source = readFileSync(join(ROOT, file), 'utf8');
      for (const title of titles) expect(source.includes(`'${title}'`), `${file}: ${title}`).toBe(true);
    }
  });

  it('names faults that chaos has', () => {
    const named = [...text.matchAll(/chaos: ((?:`[a-z-]+`(?:, )?)+)/g)].flatMap(([, list = '']) =>
      list.match(/[a-z-]+/g),
    );

    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(faults.map((fault) => fault.name)).toContain(name);
  });
});
