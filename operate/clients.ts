import { execute } from '../command/command.ts';
import { clientsCommand } from './clients/clients-command.ts';

process.exitCode = await execute(clientsCommand, process.argv.slice(2), process);
