import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  PipelineExecutionNotFoundException,
  PipelineNotFoundException,
  paginateListActionExecutions,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Refusal } from '../../command/command.ts';
import { trialPipelineName as name } from '../../model/trial.ts';

export interface Clients {
  readonly codepipeline: CodePipelineClient;
  readonly s3: S3Client;
}

/** How far one run of the pipeline is. */
export interface PipelineRun {
  /** As CodePipeline names it: InProgress, Succeeded, Failed, … */
  readonly status: string;
  /** In the order in which they began. */
  readonly actions: readonly ActionExecutionDetail[];
}

/** Puts a file where the pipeline reads, and starts the pipeline. @returns The ID of the run. @throws Refusal without a trial. */
export async function startRun({ codepipeline, s3 }: Clients, file: string): Promise<string> {
  const { pipeline } = await codepipeline.send(new GetPipelineCommand({ name })).catch((error: unknown) => {
    if (!(error instanceof PipelineNotFoundException)) throw error;
    throw new Refusal(`There is no pipeline ${name} in this account and Region: trial deploy makes it.`);
  });
  const { S3Bucket: Bucket, S3ObjectKey: Key } = pipeline?.stages?.[0]?.actions?.[0]?.configuration ?? {};
  if (!Bucket || !Key) throw new Refusal(`The pipeline ${name} does not read from S3: it is not that of trial deploy.`);
  const { size: ContentLength } = await stat(file);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: createReadStream(file), ContentLength }));
  const { pipelineExecutionId } = await codepipeline.send(new StartPipelineExecutionCommand({ name }));
  if (!pipelineExecutionId) throw new Refusal('CodePipeline did not say which run it started.');
  return pipelineExecutionId;
}

/** Asks how far a run is. One that is not known yet has only just begun. */
export async function readRun(client: CodePipelineClient, pipelineExecutionId: string): Promise<PipelineRun> {
  const input = { pipelineName: name, pipelineExecutionId };
  const status = await client.send(new GetPipelineExecutionCommand(input)).then(
    ({ pipelineExecution }) => pipelineExecution?.status ?? 'InProgress',
    (error: unknown) => {
      if (error instanceof PipelineExecutionNotFoundException) return 'InProgress';
      throw error;
    },
  );
  const actions: ActionExecutionDetail[] = [];
  const pages = paginateListActionExecutions({ client }, { pipelineName: name, filter: { pipelineExecutionId } });
  for await (const { actionExecutionDetails = [] } of pages) actions.push(...actionExecutionDetails);
  return { status, actions: actions.toSorted((one, other) => startOf(one) - startOf(other)) };
}

const startOf = ({ startTime }: ActionExecutionDetail) => startTime?.getTime() ?? 0;
