import { join } from 'node:path';
import { type Command, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags, readWholeNumber } from '../../command/flags.ts';
import { watchForInterruption } from '../../command/interruption.ts';
import { openProgress } from '../../command/progress.ts';
import { fuzz } from './fuzz.ts';
import { type TargetName, watchedModules } from './targets.ts';

const FINDINGS = join(import.meta.dirname, '../../build/bench/findings');

const READERS = Object.keys(watchedModules) as TargetName[];

const MAX_COUNT = 2 ** 32 - 1;

const help = `Changes archives at random and reads them, to find one that breaks a promise of a reader.

  npm run fuzz                     100,000 executions of the zip reader
  npm run fuzz -- --reader tar     the reader of tar archives, plain and in gzip data
  npm run fuzz -- --executions N --seed S [--keep FOLDER] [--unreached] [--unguided]

An archive that reaches a block of lambda/archive/zip, or lambda/archive/tar, not reached before, or ends in a new way, is kept and
changed further; with --unguided blocks are not looked at, which is faster. The same numbers give the same run. With --keep such archives are
put into a folder, and a later run begins with them; --unreached lists the blocks that nothing reached. A finding, whether it is
a broken promise, too much memory, an event loop that does not turn or an archive that is never done, is written to
build/bench/findings, and the exit code is not 0.
`;

/** `npm run fuzz`: attacks the archive readers. */
export const fuzzCommand: Command = withHelp(
  help,
  async (args, { exitWith, printText, clock, tellProgress: show, isLive, note }) => {
    const { values } = parseFlags(args, {
      executions: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      reader: { type: 'string', default: 'zip' },
      unguided: { type: 'boolean', default: false },
      keep: { type: 'string' },
      unreached: { type: 'boolean', default: false },
    });
    using progress = openProgress({ clock, show, note: isLive ? undefined : note });
    const isGood = await fuzz({
      reader: readReader(values.reader),
      executions: readWholeNumber('executions', values.executions, 1, MAX_COUNT),
      seed: readWholeNumber('seed', values.seed, 1, MAX_COUNT),
      guided: !values.unguided,
      keep: values.keep,
      unreached: values.unreached,
      findings: FINDINGS,
      stop: watchForInterruption().signal,
      print: printText,
      tell: progress.say,
    });
    if (!isGood) exitWith(1);
  },
);

function readReader(text: string): TargetName {
  const reader = READERS.find((name) => name === text);
  if (reader !== undefined) return reader;
  throw new UsageError(`--reader must be ${READERS.join(' or ')}, got "${text}".`);
}
