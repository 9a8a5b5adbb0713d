import { quoteForShell } from '../../../model/shell.ts';

/**
 * The command that runs an action on an artifact; secret values are for whoever runs it to fill in.
 * @param once What a person types to run one job.
 */
export function commandFor(
  provider: string,
  configuration: Readonly<Record<string, string>>,
  artifacts: readonly string[],
  once: string,
): string {
  const settings = Object.entries(configuration).flatMap(([name, value]) => [
    '--set',
    quoteForShell(`${name}=${value}`),
  ]);
  const inputs = artifacts.flatMap((artifact) => ['--artifact', quoteForShell(artifact)]);
  return [once, '--action', provider.toLowerCase(), ...inputs, ...settings].join(' ');
}
