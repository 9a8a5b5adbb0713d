import { runProgram } from '../command/command.ts';
import { jobsCommand } from '../operate/jobs/jobs-command.ts';

/** `npm run jobs`: what the ledger says of jobs, and what an operator may do about one. */
await runProgram(jobsCommand);
