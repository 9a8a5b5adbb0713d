import { join } from 'node:path';
import { type Command, runProgram, withHelp } from '../command/command.ts';
import { parseFlags } from '../command/flags.ts';
import { numberLines } from '../command/text.ts';
import { bundleAll, bundleBudget } from '../lib/bundles/bundles.ts';
import { actionsModule } from './actions.ts';

const help = `npm run build

Bundles the functions into build/, and prints their sizes.`;

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** `npm run build`: bundles the functions into build/, and prints their sizes. */
const buildCommand: Command = withHelp(help, async (args, { print }) => {
  parseFlags(args, {});
  const bundles = Object.values(await bundleAll(join(import.meta.dirname, '../build'), actionsModule));
  const rows = bundles.map(({ name, bytes }) => [name, kilobytes(bytes)]);
  for (const line of numberLines([...rows, ['budget of each', kilobytes(bundleBudget)]])) print(line);
});

await runProgram(buildCommand);
