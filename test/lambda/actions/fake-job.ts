import type { Action } from '../../../lambda/action/action.ts';
import type { Job } from '../../../lambda/action/job.ts';
import { failed, JobFailure, type Outcome } from '../../../lambda/action/outcome.ts';
import type { InputArtifact, OutputArtifact } from '../../../model/artifact.ts';
import { type MemoryArchive, memoryOutput } from '../../memory/artifacts.ts';

export interface Situation {
  configuration?: Record<string, string>;
  input?: InputArtifact;
  /** The name of the output artifact; none when left out. */
  output?: string;
  /** Takes the place of an output artifact in memory. */
  writeTo?: OutputArtifact;
  remembered?: Record<string, string>;
  continuationToken?: string;
  signal?: AbortSignal;
}

/** What an action did with its job. */
export interface Trial {
  outcome: Outcome;
  /** Every log line, as JSON. */
  logs: string[];
  progress: { percentComplete: number; summary: string | undefined }[];
  remembered: Record<string, string>;
  /** The output artifact, once it is finished. */
  written: MemoryArchive | undefined;
}

export const JOB_ID = '6f1a2c52-8f6e-4f5e-9c9b-0d7f5a3b1e11';

/** Runs an action on one job; a JobFailure becomes an outcome as it does in the worker, any other error is thrown. */
export async function runAction(action: Action, situation: Situation): Promise<Trial> {
  const trial: Omit<Trial, 'outcome'> = {
    logs: [],
    progress: [],
    remembered: { ...situation.remembered },
    written: undefined,
  };
  try {
    const job = createJob(action, situation, trial);
    return Object.assign(trial, { outcome: await action.run(job) });
  } catch (error) {
    if (!(error instanceof JobFailure)) throw error;
    return Object.assign(trial, { outcome: failed(error.type, error.message) });
  }
}

function createJob(action: Action, situation: Situation, trial: Omit<Trial, 'outcome'>): Job<unknown> {
  const surroundings = { local: true };
  const { configuration = {}, input, output, continuationToken, signal } = situation;
  const log = (message: string, fields?: Record<string, unknown>) => trial.logs.push(JSON.stringify([message, fields]));
  return {
    id: JOB_ID,
    clientId: '0c1d7c1e-54a8-4f67-a6a0-3f3a8f0d8a10',
    folder: '/nowhere',
    attempt: 1,
    idempotencyKey: JOB_ID,
    actionExecutionId: undefined,
    pipelineArn: undefined,
    pipelineExecutionId: undefined,
    state: continuationToken,
    pipeline: { pipelineName: 'shop', stageName: 'Check', actionName: 'Guard' },
    configuration: action.parse(configuration, surroundings),
    surroundings,
    inputs: input ? ['Source'] : [],
    outputs: output === undefined ? [] : [output],
    continuationToken,
    signal: signal ?? new AbortController().signal,
    log: { info: log, warn: log, error: log },
    input() {
      if (!input) throw new JobFailure('ConfigurationError', 'The job has no input artifact.');
      return input;
    },
    output() {
      if (output === undefined) throw new JobFailure('ConfigurationError', 'The job has no output artifact.');
      return (
        situation.writeTo ??
        memoryOutput((archive) => {
          trial.written = archive;
        })
      );
    },
    progress: (percentComplete, summary) => trial.progress.push({ percentComplete, summary }),
    async remember(key, value) {
      trial.remembered[key] = value;
    },
    remembered: (key) => trial.remembered[key],
  };
}
