import { quoteForShell } from './cli-line.ts';

/** The command that runs an action on an artifact; secret values are for whoever runs it to fill in. */
export function commandFor(
  provider: string,
  configuration: Readonly<Record<string, string>>,
  artifact: string | undefined,
): string {
  const settings = Object.entries(configuration).flatMap(([name, value]) => [
    '--set',
    quoteForShell(`${name}=${value}`),
  ]);
  const input = artifact === undefined ? [] : ['--artifact', quoteForShell(artifact)];
  return ['npm start -- --once', '--action', provider.toLowerCase(), ...input, ...settings].join(' ');
}
