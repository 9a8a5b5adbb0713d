import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { execute } from '../../command/command.ts';
import { releaseCommand } from '../../release/release-command.ts';

let root: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', ...args], { cwd: root });
const write = (name: string, text: string) => writeFileSync(join(root, name), text);

function writePackage(check: string): void {
  const manifest = { name: 'example', version: '1.2.0', files: ['code.js'], scripts: { check } };
  write('package.json', JSON.stringify(manifest));
  write('code.js', 'export {};\n');
  write('test.js', '// It is not among the files.\n');
}

function commit(): void {
  git('add', '-A');
  git('commit', '-qm', 'A change');
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'release-command-'));
  git('init', '-q');
  writePackage('node --eval 0');
  write('CHANGELOG.md', '# Changelog\n\n## 1.2.0\n\n- More.\n\n## 1.1.0\n\n- Less.\n');
  commit();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What a rehearsal prints, and its exit code. */
async function rehearse(): Promise<{ code: number; printed: string }> {
  const texts: string[] = [];
  const stream = { write: (text: string) => texts.push(text) };
  const process = { env: {}, stdin: Readable.from([]), stdout: stream, stderr: stream };
  const code = await execute(releaseCommand(root), ['--dry-run'], process);
  return { code, printed: texts.join('') };
}

describe('the rehearsal of a release', () => {
  it('lists what would be published', async () => {
    const { code, printed } = await rehearse();

    expect(code).toBe(0);
    expect(printed).toMatch(/^code\.js +0\.0 kB$/m);
    expect(printed).not.toContain('test.js');
    expect(printed).toMatch(/^example 1\.2\.0: 2 files, .* Nothing was published\.$/m);
  });

  it.each([
    ['a change that is not committed', () => write('code.js', 'changed'), 'not committed:\n M code.js'],
    [
      'a version that the changelog does not begin with',
      () => {
        write('CHANGELOG.md', '# Changelog\n\n## 1.1.0\n\n- Less.\n\n## 1.2.0\n');
        commit();
      },
      'package.json has version 1.2.0, and CHANGELOG.md begins with 1.1.0.',
    ],
    ['a version that was released', () => void git('tag', 'v1.2.0'), 'There is a tag v1.2.0 already.'],
    [
      'a check that fails',
      () => {
        writePackage('node --eval "console.log(42); process.exit(1)"');
        commit();
      },
      'npm run check failed:',
    ],
  ])('ends at %s', async (_, change, message) => {
    change();

    const { code, printed } = await rehearse();

    expect(printed).toContain(message);
    expect(code).toBe(1);
    expect(printed).not.toContain('Nothing was published');
  });
});
