import { join } from 'node:path';
import { type Command, runProgram, withHelp } from '../command/command.ts';
import { parseFlags } from '../command/flags.ts';
import { numberLines } from '../command/text.ts';
import { bundle, bundleAll } from '../lib/bundles/bundles.ts';
import { bytesBesideSdk, MAX_BUNDLE_BYTES, MAX_RUNTIME_BYTES, MAX_START_BYTES } from '../lib/bundles/parts.ts';
import { actionsModule } from './actions.ts';

const help = `npm run build [-- --rooms]

Bundles the functions into build/, and prints the size of each without any action, the part of it that is not the AWS
SDK, the part of that which is loaded for every job, and what the actions add.

  --rooms  prints the size of each room of the code in the worker, without any action`;

const FOLDER = join(import.meta.dirname, '../build');
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** `npm run build`: bundles the functions into build/, and prints their sizes. */
const buildCommand: Command = withHelp(help, async (args, { print }) => {
  const { values } = parseFlags(args, { rooms: { type: 'boolean' } });
  if (values.rooms) {
    const { start, own } = await bundle('worker', join(FOLDER, 'without-actions'));
    const rows = [...own].filter(([, bytes]) => bytes > 0).toSorted(([, a], [, b]) => b - a);
    const lines = rows.map(([room, bytes]) => [room, kilobytes(bytes), kilobytes(start.own.get(room) ?? 0)]);
    for (const line of numberLines([['', 'bytes', 'for every job'], ...lines])) print(line);
    return;
  }
  const bundles = Object.values(await bundleAll(FOLDER, actionsModule));
  const rows: string[][] = [['', 'without actions', 'beside the SDK', 'for every job', 'actions add']];
  for (const made of bundles) {
    const bare = made.name === 'worker' ? await bundle('worker', join(FOLDER, 'without-actions')) : made;
    const sizes = [bare.bytes, bytesBesideSdk(bare), bytesBesideSdk(bare.start), made.bytes - bare.bytes];
    rows.push([made.name, ...sizes.map(kilobytes)]);
  }
  const most = [MAX_BUNDLE_BYTES, MAX_RUNTIME_BYTES, MAX_START_BYTES].map(kilobytes);
  for (const line of numberLines([...rows, ['at most', ...most, '']])) print(line);
});

await runProgram(buildCommand);
