import { describe, expect, it } from 'vitest';
import { purposeOf, treeLines } from '../../command/tree.ts';

describe('the purpose of a file', () => {
  it.each([
    ['/** Adds. */\nexport const add = 1;', 'Adds.'],
    ['/** Adds. Never throws. */', 'Adds.'],
    ['/**\n * Adds, by this table:\n *\n * | a | b |\n * | - | - |\n */', 'Adds, by this table.'],
    ['/**\n * Adds two\n * numbers. And more.\n */', 'Adds two numbers.'],
    ['/** Version 1.2 of it. Really. */', 'Version 1.2 of it.'],
    ['/** A limit. */\nconst MAX = 1;\n/** Adds. */\nexport function add() {}', 'Adds.'],
    [
      '/** A part. */\nexport interface Part {}\n/** Adds it all. */\nexport async function addAll() {}',
      'Adds it all.',
    ],
    [
      '/** @throws Error */\nexport function addAll() {}\n/** What it adds. */\nexport interface Part {}',
      'What it adds.',
    ],
    ['/* no docstring */', ''],
  ])('is a sentence of %j', (source, purpose) => {
    expect(purposeOf('room/add-all.ts', source)).toBe(purpose);
  });
});

describe('the tree', () => {
  it('names each folder once, and indents what is in it', () => {
    const files = ['a/b/one.ts', 'a/b/two.ts', 'a/c/one.ts', 'd.ts'].map((path) => ({ path, purpose: 'Does.' }));

    expect(treeLines(files).map((line) => line.replace(/ +Does\.$/, ''))).toEqual([
      'a/',
      '  b/',
      '    one.ts',
      '    two.ts',
      '  c/',
      '    one.ts',
      'd.ts',
    ]);
  });
});
