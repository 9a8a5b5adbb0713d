import { join } from 'node:path';
import { type Command, runProgram, withHelp } from '../command/command.ts';
import { parseFlags } from '../command/flags.ts';
import { buildPackage } from '../release/build-package.ts';

const help = `npm run package

Builds into dist/ what the package holds. Packing does it by itself.`;

/** `npm run package`: builds into dist/ what the package holds. */
const packageCommand: Command = withHelp(help, async (args) => {
  parseFlags(args, {});
  await buildPackage(join(import.meta.dirname, '..'));
});

await runProgram(packageCommand);
