import { join } from 'node:path';
import { type Command, runProgram, withHelp } from '../command/command.ts';
import { explainFully } from '../command/explain-error.ts';
import { parseFlags } from '../command/flags.ts';
import { buildPackage } from '../release/build-package.ts';
import { checkPackage } from '../release/check-package.ts';

const help = `npm run package

Builds the content of the package into dist/. npm pack does so by itself.

  --check                          also packs it, and checks the tarball as its users import it
  --help                           this text`;

const ROOT = join(import.meta.dirname, '..');

/** `npm run package`: builds into dist/ what the package holds. */
const packageCommand: Command = withHelp(help, async (args) => {
  const { values } = parseFlags(args, { check: { type: 'boolean' } });
  await buildPackage(ROOT);
  if (values.check) await checkPackage(ROOT);
});

await runProgram(packageCommand, { explain: explainFully });
