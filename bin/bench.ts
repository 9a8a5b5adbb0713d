import { runProgram } from '../command/command.ts';
import { explainFully } from '../command/explain-error.ts';
import { benchCommand } from '../proof/bench/bench-command.ts';

/** `npm run bench`: measures what we do side by side with other tools. */
await runProgram(benchCommand, { explain: explainFully });
