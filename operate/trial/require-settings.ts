import { UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/action/action.ts';

/**
 * Asks for the properties that a trial has to be given. Of an action with a required secret none is asked for: it has no trial.
 * @throws UsageError saying the flags that are missing.
 */
export function requireSettings(
  { type, configuration }: Pick<Action, 'type' | 'configuration'>,
  given: Readonly<Record<string, string>>,
): void {
  const needed = Object.entries(configuration).filter(([, { required }]) => required);
  const missing = needed.filter(([name]) => !Object.hasOwn(given, name));
  if (missing.length === 0 || needed.some(([, { secret }]) => secret)) return;
  const flags = missing.map(([name]) => `--set ${name}=VALUE`).join(' ');
  const meanings = missing.map(([name, { description }]) => `  ${name}: ${description}`);
  throw new UsageError([`A trial of ${type.provider} needs ${flags}.`, ...meanings].join('\n'));
}
