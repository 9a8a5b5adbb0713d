import { clientsCommand } from './clients/clients-command.ts';
import { execute } from './command.ts';

process.exitCode = await execute(clientsCommand, process.argv.slice(2), process);
