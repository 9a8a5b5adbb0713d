import { runProgram } from '../command/command.ts';
import { explainFully } from '../command/explain-error.ts';
import { fuzzCommand } from '../proof/fuzz/fuzz-command.ts';

/** `npm run fuzz`: attacks the archive readers. */
await runProgram(fuzzCommand, { explain: explainFully });
