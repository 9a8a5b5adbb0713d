import { join } from 'node:path';
import { runProgram } from '../command/command.ts';
import { treeCommand } from '../command/tree.ts';

/** `npm run tree`: every source file, with what it is for. */
await runProgram(treeCommand(join(import.meta.dirname, '..')));
