import { chmod, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../lambda/bundles.ts';

/**
 * A folder for the front of PATH with a `sam` that keeps what it is called with, and answers as a function that is done, and
 * a `docker` on this machine.
 */
export async function standInSam() {
  const folder = await temporaryFolder();
  const calls = join(folder, 'calls.jsonl');
  const program = async (name: string, code: string) => {
    await writeFile(join(folder, name), `#!${process.execPath}\n${code}\n`);
    await chmod(join(folder, name), 0o755);
  };
  await program('docker', `console.log('x86_64 Debian GNU/Linux');`);
  await program(
    'sam',
    `const { appendFileSync, readFileSync } = require('node:fs');
    const args = process.argv.slice(2);
    if (args[0] === '--version') process.exit(0);
    const valueOf = (flag) => JSON.parse(readFileSync(args[args.indexOf(flag) + 1], 'utf8'));
    const template = valueOf('--template');
    const variables = valueOf('--env-vars');
    const names = Object.keys(process.env).filter((name) => name.startsWith('AWS_')).sort();
    appendFileSync(${JSON.stringify(calls)}, JSON.stringify({ args, template, variables, names }) + '\\n');
    console.log('{"batchItemFailures":[]}');`,
  );
  return { calls, path: [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(':') };
}
