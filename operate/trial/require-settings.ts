import { UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/action/action.ts';

/**
 * Asks for the properties that a trial has to be given. A secret is not asked for, because a trial takes none.
 * @throws UsageError saying the flags that are missing.
 */
export function requireSettings(
  { type, configuration }: Pick<Action, 'type' | 'configuration'>,
  given: Readonly<Record<string, string>>,
): void {
  const missing = Object.entries(configuration).filter(
    ([name, { required, secret }]) => required && !secret && !Object.hasOwn(given, name),
  );
  if (missing.length === 0) return;
  const flags = missing.map(([name]) => `--set ${name}=VALUE`).join(' ');
  const meanings = missing.map(([name, { description }]) => `  ${name}: ${description}`);
  throw new UsageError([`A trial of ${type.provider} needs ${flags}.`, ...meanings].join('\n'));
}
