import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PHASES } from '../../lambda/job/ports.ts';
import { faults } from '../../local/faults/faults.ts';
import { integrations } from '../../model/integration.ts';
import { codeBlocksOf, ROOT, readDocument } from './documents.ts';

const page = readDocument('docs/architecture.md');
const { text } = page;

interface Row {
  promise: string;
  tests: { file: string; titles: string[] }[];
}

/** The tests that a cell names, each with the titles that follow it. */
function testsIn(cell: string): Row['tests'] {
  const [, ...parts] = cell.split(/`(test\/[^`]+)`/);
  const files = parts.filter((_, index) => index % 2 === 0);
  return files.map((file, index) => {
    const [named = ''] = (parts[2 * index + 1] ?? '').split('chaos:');
    return { file, titles: [...named.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => title) };
  });
}

function expectToExist(tests: Row['tests']): void {
  for (const { file, titles } of tests) {
    expect(existsSync(join(ROOT, file)), file).toBe(true);
    const source = readFileSync(join(ROOT, file), 'utf8');
    for (const title of titles) {
      const isThere = [`'${title}'`, `"${title}"`].some((quoted) => source.includes(quoted));
      expect(isThere, `${file}: ${title}`).toBe(true);
    }
  }
}

/** What the lists below the tables say of each promise, by its number: the item and the lines indented below it. */
const evidence = new Map(
  [...text.matchAll(/^(\d+)\. (.*(?:\n +- .*)*)/gm)].map(([, number = '', item = '']) => [number, testsIn(item)]),
);

const rows: (Row & { number: string })[] = [...text.matchAll(/^\| (\d+) \| ([^|]+) \| [^|]+ \|$/gm)].map(
  ([, number = '', promise = '']) => ({ number, promise, tests: evidence.get(number) ?? [] }),
);

describe('the tables of promises', () => {
  it('number the promises and their tests alike', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, at) => `${at + 1}`));
    expect([...evidence.keys()]).toEqual(rows.map(({ number }) => number));
  });

  it.each(rows)('name tests that exist for: $promise', ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    expectToExist(tests);
  });

  it('name faults that chaos has', () => {
    const named = [...text.matchAll(/chaos: ((?:`[a-z-]+`(?:, )?)+)/g)].flatMap(([, list = '']) =>
      list.match(/[a-z-]+/g),
    );

    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(faults.map((fault) => fault.name)).toContain(name);
  });
});

describe('the table of features by integration', () => {
  const [, table = ''] = text.split('| | third-party | custom |\n| --- | --- | --- |\n');
  const features = table
    .slice(0, table.indexOf('\n\n'))
    .split('\n')
    .map((line) => {
      const [feature = '', ...cells] = line.slice(2, -2).split(' | ');
      return { feature, cells };
    });
  const sources = ['lambda', 'lib', 'operate', 'local']
    .flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: ROOT }))
    .map((file) => readFileSync(join(ROOT, file), 'utf8').replaceAll(/' \+\n\s+'/g, ''));

  it('has a column for each integration', () => {
    expect(features.length).toBeGreaterThan(20);
    for (const { feature, cells } of features) expect(cells, feature).toHaveLength(integrations.length);
  });

  it.each(features)('names a test that exists in every cell of: $feature', ({ cells }) => {
    for (const cell of cells) {
      const isSaidBeside = cell === 'the same test' || cell === 'refused as above';
      expect(isSaidBeside || testsIn(cell).length > 0, cell).toBe(true);
      expectToExist(testsIn(cell));
    }
  });

  it('quotes refusals that the code makes', () => {
    const quoted = features.flatMap(({ cells }) => cells.flatMap((cell) => /refused: `([^`]+)`/.exec(cell)?.[1] ?? []));

    expect(quoted.length).toBeGreaterThan(4);
    for (const words of quoted) {
      const isMade = sources.some((source) => source.includes(words));
      expect(isMade, words).toBe(true);
    }
  });
});

describe('the picture of states', () => {
  /** Phases that the table in ledger.ts names in words. */
  const spell = (cell: string, from: string): readonly string[] => {
    if (cell === '(absent)') return ['[*]'];
    if (cell === 'the same') return [from];
    if (cell === 'any of these' || cell === 'as before it')
      return ['queued', 'claiming', 'waiting', 'running', 'decided'];
    return cell.split(', ');
  };

  it('has the arrows that the table of the ledger has, and no other', () => {
    const source = readFileSync(join(ROOT, 'lambda/job/ledger.ts'), 'utf8');
    const table = [...source.matchAll(/^ \* \| ([a-z(][^|]*?) *\| ([a-z][^|]*?) *\| [a-z ]+:/gm)];
    const [picture] = codeBlocksOf(page).filter(({ language }) => language === 'mermaid');

    const arrows = table.flatMap(([, froms = '', tos = '']) =>
      spell(froms, '').flatMap((from) => spell(tos, from).map((to) => `${from} --> ${to}`)),
    );
    const drawn = [...(picture?.code.matchAll(/^ +(\S+ --> \w+)/gm) ?? [])].map(([, arrow]) => arrow);
    expect(drawn.length).toBeGreaterThan(PHASES.length);
    expect(new Set(drawn)).toEqual(new Set(arrows));
  });
});
