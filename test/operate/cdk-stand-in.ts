import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes down what it is called with, in the folder where it is called. */
const program = (
  code: number,
) => `require('node:fs').appendFileSync('cdk-calls', JSON.stringify(process.argv.slice(2)) + '\\n');
process.exitCode = ${code};`;

/** A CDK of the project that deploys nothing, and ends with this exit code. */
export function putCdk(project: string, code = 0): void {
  const folder = join(project, 'node_modules/aws-cdk/bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cdk'), program(code));
}

/** The arguments of each of its calls. */
export function cdkCalls(project: string): string[][] {
  const file = join(project, 'cdk-calls');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  return lines.map((line) => JSON.parse(line));
}
