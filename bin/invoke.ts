import { join } from 'node:path';
import { runProgram } from '../command/command.ts';
import { invokeCommand } from '../local/sam/invoke-command.ts';

/** `npm run invoke`: one function in Lambda's own image, by sam-cli, on the local services. */
await runProgram(invokeCommand(join(import.meta.dirname, '../events')));
