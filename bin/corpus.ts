import { runProgram } from '../command/command.ts';
import { explainFully } from '../command/explain-error.ts';
import { corpusCommand } from '../proof/bench/corpus-command.ts';

/** `npm run corpus`: compares how real packages are read with how bsdtar reads them. */
await runProgram(corpusCommand, { explain: explainFully });
