import { describe, expect, it } from 'vitest';
import { addToList } from '../../../local/new/list-entry.ts';

const fork = `import type { Action } from '../index.ts';
import { artifactGuard } from './artifact-guard.ts';
import { remoteRun } from './remote-run.ts';

/** The actions. */
export const actions: readonly Action[] = [artifactGuard, remoteRun];
`;

describe('an action that is added to a list', () => {
  it.each([
    ['countWords', './count-words.ts', 1],
    ['aFirst', './a-first.ts', 0],
    ['zLast', './z-last.ts', 2],
  ])('stands last in it, and %s is imported where the order of the paths puts it', (identifier, path, place) => {
    const lines = addToList(fork, identifier, path)?.split('\n') ?? [];

    expect(lines[1 + place]).toBe(`import { ${identifier} } from '${path}';`);
    expect(lines.at(-2)).toBe(`export const actions: readonly Action[] = [artifactGuard, remoteRun, ${identifier}];`);
  });

  it('has a line of its own where one line is too long, and where there was one already', () => {
    const long = addToList(fork, 'a'.repeat(70), './a.ts') ?? '';
    const again = addToList(long, 'b', './b.ts');

    expect(long).toContain(`= [\n  artifactGuard,\n  remoteRun,\n  ${'a'.repeat(70)},\n];\n`);
    expect(again).toContain(`  ${'a'.repeat(70)},\n  b,\n];\n`);
  });

  it('ends its lines as the list does', () => {
    const plain = addToList(addToList(fork, 'b'.repeat(70), './b.ts') ?? '', 'c', './c.ts');
    const windows = fork.replaceAll('\n', '\r\n');

    const added = addToList(addToList(windows, 'b'.repeat(70), './b.ts') ?? '', 'c', './c.ts');

    expect(added).toBe(plain?.replaceAll('\n', '\r\n'));
    expect(addToList('export const actions = [];\r\n', 'b', './b.ts')).toBe(
      "import { b } from './b.ts';\r\n\r\nexport const actions = [b];\r\n",
    );
  });

  it('is the first of an empty list', () => {
    expect(addToList('export const actions = [];\n', 'b', './b.ts')).toBe(
      "import { b } from './b.ts';\n\nexport const actions = [b];\n",
    );
  });

  it.each([
    'export const actions = all();\n',
    'export const actions = [\n  // first\n  a,\n];\n',
    'module.exports = { actions: [] };\n',
  ])('is not put where nobody can tell how: %j', (source) => {
    expect(addToList(source, 'b', './b.ts')).toBeUndefined();
  });
});
