import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The context of a project's cdk.json, which is the settings of its stacks; empty where it has none. */
export function readContext(folder: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(join(folder, 'cdk.json'), 'utf8');
  } catch {
    return {};
  }
  const { context = {} }: { context?: Record<string, unknown> } = JSON.parse(text);
  return context;
}
