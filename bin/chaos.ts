import { runProgram } from '../command/command.ts';
import { explainFully } from '../command/explain-error.ts';
import { chaosCommand } from '../local/chaos/chaos-command.ts';

/** `npm run chaos`: kills the functions at every point of a job's road, and judges what became of every job. */
await runProgram(chaosCommand, { explain: explainFully });
