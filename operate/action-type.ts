import { execute } from '../command/command.ts';
import { actionTypeCommand } from './action-type/action-type-command.ts';

process.exitCode = await execute(actionTypeCommand, process.argv.slice(2), process);
