import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PUBLINT = 'node_modules/publint/src/cli.js';
const ATTW = 'node_modules/@arethetypeswrong/cli/dist/index.js';
/**
 * `/local` is ES modules alone, which `require` takes from Node 22.12 on; types of it that CommonJS resolves are right,
 * except that an older Node could not load it.
 */
const ATTW_ARGS = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-emoji', '--no-color'];

const run = promisify(execFile);

/** Packs what is in `dist/` into a folder. @returns The path of the tarball. */
async function packInto(root: string, folder: string): Promise<string> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: root });
  return join(folder, JSON.parse(stdout)[0].filename);
}

/**
 * Looks at the package as those do who import it: whether each export is there in the form that its conditions promise, and
 * with types that each way of resolving finds.
 * @throws Error with all that is wrong.
 */
export async function checkPackage(root: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  try {
    const tarball = await packInto(root, folder);
    const judges = [
      [PUBLINT, tarball, '--strict'],
      [ATTW, tarball, ...ATTW_ARGS],
    ];
    const judged = await Promise.allSettled(judges.map((args) => run(process.execPath, args, { cwd: root })));
    const complaints = judged.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (complaints.length > 0) throw new Error(complaints.map(({ stdout, stderr }) => `${stdout}${stderr}`).join('\n'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
