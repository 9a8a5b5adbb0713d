import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';

const MODULE = new URL('../../model/import-to-end.ts', import.meta.url).href;

/** A program that imports this code and says that it has gone on. */
function importing(code: string) {
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  const program = `
    const { importToEnd } = await import(${JSON.stringify(MODULE)});
    const { given } = await importToEnd(${JSON.stringify(url)}, 'its name').catch((error) => ({ given: String(error) }));
    console.log('went on with', given);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  return { status, stdout: stdout.trim(), stderr };
}

it('gives what a module exports, and throws what it throws', { timeout: timeLimit(30_000) }, () => {
  expect(importing('export const given = 1;')).toMatchObject({ status: 0, stdout: 'went on with 1' });
  expect(importing('throw "no";')).toMatchObject({ status: 0, stdout: 'went on with no' });
});

it.each([
  ['ends the program', 'process.exit(0);', 'its name cannot be loaded: it ends the program while it is loaded'],
  ['awaits what never comes', 'await new Promise(() => {});', 'its name cannot be loaded: it awaits what never comes'],
])(
  'makes the program fail with a sentence where a module %s',
  { timeout: timeLimit(30_000) },
  (_what, code, sentence) => {
    const { status, stdout, stderr } = importing(code);

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(sentence);
  },
);

it('says nothing of a program that ends by itself later', { timeout: timeLimit(30_000) }, () => {
  expect(importing('setTimeout(() => process.exit(0)); export const given = 1;')).toEqual({
    status: 0,
    stdout: 'went on with 1',
    stderr: '',
  });
});
