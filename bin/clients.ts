import { runProgram } from '../command/command.ts';
import { clientsCommand } from '../operate/clients/clients-command.ts';

/** `npm run clients`: the customers and their tokens. */
await runProgram(clientsCommand);
