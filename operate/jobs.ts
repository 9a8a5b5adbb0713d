import { execute } from '../command/command.ts';
import { jobsCommand } from './jobs/jobs-command.ts';

process.exitCode = await execute(jobsCommand, process.argv.slice(2), process);
