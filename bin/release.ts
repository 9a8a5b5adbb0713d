import { join } from 'node:path';
import { runProgram } from '../command/command.ts';
import { releaseCommand } from '../release/release-command.ts';

/** `npm run release`: publishes the package, or rehearses it. */
await runProgram(releaseCommand(join(import.meta.dirname, '..')));
