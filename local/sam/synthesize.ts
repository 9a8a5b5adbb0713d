import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runsFromSource } from '../../command/call.ts';
import { UsageError } from '../../command/command.ts';

/** The project whose app is synthesized: this repository, or the project in which the package's command was called. */
const PROJECT = runsFromSource ? join(import.meta.dirname, '../..') : process.cwd();
const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
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
 * @throws UsageError where the project has no CDK; Error with what the CDK printed.
 */
export async function synthesize(folder: string, environment: NodeJS.ProcessEnv): Promise<StackTemplate[]> {
  if (!existsSync(CDK)) {
    throw new UsageError(
      `${PROJECT} has no CDK to synthesize with: npm install --save-dev aws-cdk, and run this again there.`,
    );
  }
  const env = { ...environment, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  await promisify(execFile)(process.execPath, [CDK, 'synth', '--quiet', '--output', folder], { cwd: PROJECT, env });
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
