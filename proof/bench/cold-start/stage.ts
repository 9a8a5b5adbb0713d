import { actions } from '../../../lambda/actions/index.ts';
import { thirdPartyJobs } from '../../../lambda/aws/codepipeline/third-party-jobs.ts';
import { dynamodbLedger } from '../../../lambda/aws/dynamodb/ledger.ts';
import { sqsQueue } from '../../../lambda/aws/sqs/queue.ts';
import { newEntry } from '../../../lambda/job/ledger.ts';
import type { BundleName } from '../../../lib/bundles/bundles.ts';
import { openQueue } from '../../../local/lambda/message-queue.ts';
import { sqsEvent } from '../../../local/lambda/sqs-event.ts';
import { type Services, startServices } from '../../../local/program/services.ts';
import { functionEnvironment } from '../../../model/local/environment.ts';
import { anyFreePorts, LOCAL_REGION, ledgerTableName, localKeyPair } from '../../../model/local/services.ts';
import { type CountingProxy, startCountingProxy } from '../counting-proxy.ts';

/** What the stack sets on every function: see `lib/worker/function.ts`. */
const STACK_VARIABLES = { NODE_OPTIONS: '--enable-source-maps' };

/** What an invocation is sent, and how to see that it did its work. */
interface ColdTask {
  event: unknown;
  /** @throws Error when the job did not end as it should have. */
  check(): Promise<void>;
}

/** Local services with a fresh job for whoever is measured next. */
export interface ColdStage extends AsyncDisposable {
  /** @param counted Whether its calls go through proxies that count them. */
  environmentOf(name: BundleName, counted: boolean): Record<string, string>;
  prepare(name: BundleName): Promise<ColdTask>;
  /** The operations counted since it was last asked, in alphabetical order. */
  takeCalls(): string[];
}

/** @param input A folder or archive that each job has as its input artifact. */
export async function openStage(input: string): Promise<ColdStage> {
  await using starting = new AsyncDisposableStack();
  const closed = <T extends { close(): Promise<void> }>(one: T) => starting.adopt(one, (started) => started.close());
  const actionTypes = actions.map(({ type }) => type);
  const services = closed(await startServices({ ports: anyFreePorts, actionTypes }));
  const direct = {
    codepipeline: services.controlPlane,
    s3: services.artifactStore,
    sqs: services.sqs,
    dynamodb: services.dynamodb,
  };
  const counting = {
    codepipeline: closed(await startCountingProxy('codepipeline', direct.codepipeline)),
    s3: closed(await startCountingProxy('s3', direct.s3)),
    sqs: closed(await startCountingProxy('sqs', direct.sqs)),
    dynamodb: closed(await startCountingProxy('dynamodb', direct.dynamodb)),
  };
  const started = starting.move();
  return {
    environmentOf(name, counted) {
      const { codepipeline, s3, sqs, dynamodb } = counted ? counting : direct;
      const environment = functionEnvironment({
        actionTypes,
        endpoints: { codepipeline: codepipeline.url, s3: s3.url, sqs: sqs.url, dynamodb: dynamodb.url },
        queueUrl: queueOf(services, name),
      });
      return { ...environment, ...STACK_VARIABLES };
    },
    prepare: (name) => (name === 'poller' ? preparePoll() : prepareJob(services, name, input)),
    takeCalls: () =>
      Object.values(counting)
        .flatMap((proxy: CountingProxy) => proxy.takeCalls())
        .sort(),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

const queueOf = ({ sqs }: Services, name: BundleName) => (name === 'last-word' ? sqs.deadLetterQueueUrl : sqs.queueUrl);

/** No job is on offer: one call for each action type. */
const preparePoll = async (): Promise<ColdTask> => ({ event: {}, check: async () => {} });

/** A job that was offered, is in the ledger and in the function's queue, and whose message was received. */
async function prepareJob(services: Services, name: 'worker' | 'last-word', input: string): Promise<ColdTask> {
  const { controlPlane, dynamodb, sqs } = services;
  const { jobId, clientId = '' } = await controlPlane.jobs.submit({
    configuration: {},
    inputArtifacts: [{ name: 'Source', path: input }],
    outputArtifacts: ['Report'],
  });
  const access = { region: LOCAL_REGION, credentials: localKeyPair };
  const [actionType] = actions.map(({ type }) => type);
  if (actionType) await thirdPartyJobs({ ...access, endpoint: controlPlane.url }).poll(actionType, 1);
  const ledger = dynamodbLedger(ledgerTableName, { ...access, endpoint: dynamodb.url });
  const entry = newEntry(jobId, clientId, Date.now());
  // A last word leaves a job alone that nobody has begun to claim.
  const asked = { nonce: 'of an earlier offer', at: entry.changedAt };
  await ledger.write(name === 'worker' ? entry : { ...entry, phase: 'claiming', asked }, undefined);
  const queueUrl = queueOf(services, name);
  await sqsQueue(queueUrl, { ...access, endpoint: sqs.url }).send({ clientId, jobId });
  const queue = await openQueue(sqs.url, LOCAL_REGION, queueUrl);
  const [message] = await queue.receive(1);
  if (message === undefined) throw new Error(`The queue of ${name} has no message`);
  return {
    event: sqsEvent(message, queue.arn),
    async check() {
      await queue.remove(message);
      queue.close();
      const expected = name === 'worker' ? 'Succeeded' : 'Failed';
      const { status } = await controlPlane.jobs.show(jobId);
      if (status !== expected) throw new Error(`The job of ${name} is ${status} instead of ${expected}`);
    },
  };
}
