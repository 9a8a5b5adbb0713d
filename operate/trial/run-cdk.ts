import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal, UsageError } from '../../command/command.ts';

/** The CDK's program of a project: in its folder, or in one above it. @throws UsageError saying how to get it. */
export function findCdk(project: string): string {
  for (let folder = project; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules/aws-cdk/bin/cdk');
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) break;
  }
  throw new UsageError(
    `${project} has no CDK to deploy with: npm install --save-dev aws-cdk aws-cdk-lib constructs, and run this again there.`,
  );
}

/** Runs it at the user's terminal: it asks before it changes what roles may do. @throws Refusal when it fails. */
export async function runCdk(cdk: string, args: readonly string[], project: string): Promise<void> {
  const child = spawn(process.execPath, [cdk, ...args], { cwd: project, stdio: 'inherit' });
  const [code, signal]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new Refusal(`cdk ${args[0]} ended with ${signal ?? `exit code ${code}`}.`);
}
