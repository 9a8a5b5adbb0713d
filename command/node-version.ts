import { type Command, UsageError } from './command.ts';

/** The oldest Node that has node:sqlite without a flag. */
const MIN_NODE = [22, 13] as const;

/** A command that says so when Node is too old for it. */
export const onRecentNode =
  (command: Command, version = process.versions.node): Command =>
  async (args, surroundings) => {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [minMajor, minMinor] = MIN_NODE;
    if (major > minMajor || (major === minMajor && minor >= minMinor)) return await command(args, surroundings);
    throw new UsageError(`partner-action runs on Node ${MIN_NODE.join('.')} or newer (found ${version}).`);
  };

/** Hides Node's warnings of experimental features, such as node:sqlite; its other warnings are shown. */
export function hideExperimentalWarnings(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const listener of listeners) listener(warning);
  });
}
