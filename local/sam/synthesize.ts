import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const SUFFIX = '.template.json';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template, as the CDK writes it. */
export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
}

/** The template of one stack. */
export interface StackTemplate {
  readonly stack: string;
  readonly template: Template;
}

/**
 * Runs `cdk synth`, as a deployment does, into a folder.
 * @param environment Needs no credentials of AWS; with none, nothing is looked up there.
 * @throws Error with what the CDK printed.
 */
export async function synthesize(folder: string, environment: NodeJS.ProcessEnv): Promise<StackTemplate[]> {
  const env = { ...environment, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  await promisify(execFile)(process.execPath, [CDK, 'synth', '--quiet', '--output', folder], { cwd: ROOT, env });
  return await readTemplates(folder);
}

/** The templates in a folder that was synthesized into. */
export async function readTemplates(folder: string): Promise<StackTemplate[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(SUFFIX)).toSorted();
  return await Promise.all(
    files.map(async (file) => ({
      stack: file.slice(0, -SUFFIX.length),
      template: JSON.parse(await readFile(join(folder, file), 'utf8')),
    })),
  );
}
