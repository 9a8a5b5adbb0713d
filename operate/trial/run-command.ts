import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionExecutionDetail, CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { S3Client } from '@aws-sdk/client-s3';
import { type Command, type CommandSurroundings, UsageError } from '../../command/command.ts';
import { parseFlags, readWholeNumber } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import { tableLines } from '../../command/text.ts';
import { type Clients, type PipelineRun, readRun, startRun } from './pipeline-run.ts';

/** Milliseconds between two questions. */
const ASK_EVERY = 5_000;
const MINUTE = 60_000;
const USUAL_MINUTES = '30';
const MAX_MINUTES = 1_440;
const FLAGS = {
  minutes: { type: 'string', default: USUAL_MINUTES },
  all: { type: 'boolean', default: false },
} as const;
const HEADING = ['STAGE', 'ACTION', 'STATUS', 'SAYS'];

/** Writes a folder as a zip to a file, with what git ignores when that is asked for. Gives a sentence on what is left out. */
export type Pack = (folder: string, file: string, all: boolean) => Promise<string | undefined>;

/** `partner-action trial run`: uploads a file or a folder, and tells how each action ended. */
export const runTrialCommand =
  (given: Clients | undefined, pack: Pack): Command =>
  async (args, surroundings) => {
    const { values, operands } = parseFlags(args, FLAGS, ['PATH']);
    const minutes = readWholeNumber('minutes', values.minutes, 1, MAX_MINUTES);
    const clients = given ?? { codepipeline: new CodePipelineClient(), s3: new S3Client() };
    const path = pathsOf(surroundings.environment).find(operands[0] ?? '');
    const packHere = async (folder: string, file: string) => {
      const leftOut = await pack(folder, file, values.all);
      if (leftOut !== undefined) surroundings.note(leftOut);
    };
    const id = await packed(path, packHere, async (file) => await startRun(clients, file));
    surroundings.note(`Pipeline execution ${id} has started.`);
    const run = await follow(clients, id, minutes * MINUTE, surroundings);
    printRun(run, surroundings);
  };

type PackHere = (folder: string, file: string) => Promise<void>;

/** Gives the file, or the folder as a zip that is there for that long. @throws UsageError */
async function packed<T>(path: string, pack: PackHere, use: (file: string) => Promise<T>): Promise<T> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return await use(path);
  if (!found?.isDirectory()) throw new UsageError(`${path} is neither a file nor a folder that can be read.`);
  const folder = await mkdtemp(join(tmpdir(), 'trial-'));
  try {
    const file = join(folder, 'source.zip');
    await pack(path, file);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Asks until the run has ended or the time is over, and tells each change. */
async function follow(
  { codepipeline }: Clients,
  id: string,
  milliseconds: number,
  { clock, note }: CommandSurroundings,
): Promise<PipelineRun> {
  const end = clock.now() + milliseconds;
  const told = new Map<string, string>();
  for (;;) {
    const run = await readRun(codepipeline, id);
    for (const { actionExecutionId = '', stageName, actionName, status = '' } of run.actions) {
      if (told.get(actionExecutionId) !== status) note(`${stageName}/${actionName}: ${status}`);
      told.set(actionExecutionId, status);
    }
    if (!isGoing(run) || clock.now() >= end) return run;
    await clock.sleep(ASK_EVERY);
  }
}

const isGoing = ({ status }: PipelineRun) => status === 'InProgress' || status === 'Stopping';

/** 0 when the pipeline succeeded, 1 when it did not, and 3 when it has not ended. */
function printRun(run: PipelineRun, { print, note, exitWith }: CommandSurroundings): void {
  for (const line of tableLines([HEADING, ...run.actions.map(rowOf)])) print(line);
  print(`The pipeline: ${run.status}`);
  if (isGoing(run)) {
    note('It has not ended within --minutes. It goes on, and the CodePipeline console shows it.');
    exitWith(3);
  } else if (run.status !== 'Succeeded') exitWith(1);
}

/** What an action says is what the customer reads: the failure's message, or the summary. */
function rowOf({ stageName = '', actionName = '', status, output }: ActionExecutionDetail): string[] {
  const { externalExecutionSummary, errorDetails } = output?.executionResult ?? {};
  const said = errorDetails?.message ?? externalExecutionSummary ?? '';
  return [stageName, actionName, status ?? '', errorDetails?.code ? `${errorDetails.code}: ${said}` : said];
}
