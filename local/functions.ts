import { actions } from '../lambda/actions/index.ts';
import { type BundleName, bundleAll } from '../lib/bundles.ts';
import { clientsTableName, ledgerTableName } from './dynamodb.ts';
import { functionEnvironment } from './environment.ts';
import { startEventSource } from './lambda/event-source.ts';
import { type LambdaFunction, startFunction } from './lambda/runtime.ts';
import { startSchedule } from './lambda/schedule.ts';
import type { Services } from './services.ts';

const REGION = 'us-east-1';
const ACCESS_KEY = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface FunctionsOptions {
  /** Where the bundles are written. */
  folder: string;
  /** EventBridge Scheduler's finest rate is a minute; on a laptop nobody wants to wait that long. */
  pollEverySeconds?: number;
  /** Workers at once. */
  maximumConcurrency?: number;
  /** Gets every line that a function writes. */
  onLog(name: BundleName, line: string): void;
  /** Is told what a function cannot log itself: that it timed out, crashed or could not be loaded. */
  onError(error: unknown): void;
}

/** The three functions at work, wired as the stack wires them. */
export interface Functions {
  readonly poller: LambdaFunction;
  readonly worker: LambdaFunction;
  readonly lastWord: LambdaFunction;
  close(): Promise<void>;
}

/** Bundles the functions as they are deployed and starts them on the local services, each in processes of its own. */
export async function startFunctions(services: Services, options: FunctionsOptions): Promise<Functions> {
  const { folder, pollEverySeconds = 2, maximumConcurrency = 4, onLog, onError } = options;
  const { sqs } = services;
  const bundles = await bundleAll(folder);
  const start = (
    name: BundleName,
    queueUrl: string,
    timeoutSeconds: number,
    memoryMegabytes: number,
    concurrency = 1,
  ) =>
    startFunction({
      name,
      bundle: bundles[name].file,
      environment: environmentFor(services, queueUrl),
      timeoutSeconds,
      memoryMegabytes,
      concurrency,
      onLog: (line) => onLog(name, line),
    });

  const poller = start('poller', sqs.queueUrl, 60, 256);
  const worker = start('worker', sqs.queueUrl, 900, 1769, maximumConcurrency);
  const lastWord = start('last-word', sqs.deadLetterQueueUrl, 60, 256, 2);
  const source = (queueUrl: string, target: LambdaFunction, concurrency: number) =>
    startEventSource({
      endpoint: sqs.url,
      region: REGION,
      queueUrl,
      invoke: target.invoke,
      maximumConcurrency: concurrency,
      onError,
    });
  const sources = [
    await source(sqs.queueUrl, worker, maximumConcurrency),
    await source(sqs.deadLetterQueueUrl, lastWord, 2),
  ];
  const schedule = startSchedule({ invoke: () => poller.invoke({}), everySeconds: pollEverySeconds, onError });

  return {
    poller,
    worker,
    lastWord,
    async close() {
      // First, so that no message is received for functions that are gone.
      const stopping = [schedule.close(), ...sources.map((one) => one.stop())];
      await Promise.all([poller, worker, lastWord].map((one) => one.close()));
      await Promise.all(stopping);
    },
  };
}

const environmentFor = ({ controlPlane, artifactStore, sqs, dynamodb }: Services, queueUrl: string) =>
  functionEnvironment({
    region: REGION,
    accessKey: ACCESS_KEY,
    endpoints: { codepipeline: controlPlane.url, s3: artifactStore.url, sqs: sqs.url, dynamodb: dynamodb.url },
    queueUrl,
    clientsTable: clientsTableName,
    ledgerTable: ledgerTableName,
    actionTypes: actions.map(({ type }) => type),
  });
