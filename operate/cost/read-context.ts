import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The context of a project's cdk.json, which is the settings of its stacks; empty where it has none. */
export const readContext = (folder: string): Record<string, unknown> => readSettings(join(folder, 'cdk.json')).context;

/** Whether a file of the CDK's settings, `cdk.json` or `~/.cdk.json`, says how the app is run. */
export const namesApp = (file: string): boolean => readSettings(file).app !== undefined;

function readSettings(file: string): { app?: unknown; context: Record<string, unknown> } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { context: {} };
  }
  return { context: {}, ...JSON.parse(text) };
}
