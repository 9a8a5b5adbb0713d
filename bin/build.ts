import { join } from 'node:path';
import { type Command, runProgram, withHelp } from '../command/command.ts';
import { parseFlags } from '../command/flags.ts';
import { numberLines } from '../command/text.ts';
import { bundle, bundleAll, bundleBudget, bytesBesideSdk, runtimeBudget } from '../lib/bundles/bundles.ts';
import { actionsModule } from './actions.ts';

const help = `npm run build

Bundles the functions into build/, and prints their sizes: of each function without any action, of what of that is not a
client of the AWS SDK, and of what the actions add.`;

const FOLDER = join(import.meta.dirname, '../build');
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** `npm run build`: bundles the functions into build/, and prints their sizes. */
const buildCommand: Command = withHelp(help, async (args, { print }) => {
  parseFlags(args, {});
  const bundles = Object.values(await bundleAll(FOLDER, actionsModule));
  const rows: string[][] = [['', 'without actions', 'beside the SDK', 'actions add']];
  for (const made of bundles) {
    const bare = made.name === 'worker' ? await bundle('worker', join(FOLDER, 'without-actions')) : made;
    const sizes = [bare.bytes, bytesBesideSdk(bare), made.bytes - bare.bytes];
    rows.push([made.name, ...sizes.map(kilobytes)]);
  }
  for (const line of numberLines([...rows, ['budget', kilobytes(bundleBudget), kilobytes(runtimeBudget), '']]))
    print(line);
});

await runProgram(buildCommand);
