import { actionTypeCommand } from './action-type/action-type-command.ts';
import { execute } from './command.ts';

process.exitCode = await execute(actionTypeCommand, process.argv.slice(2), process);
