import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { callOf } from '../../command/call.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import { bundle } from '../../lib/bundles/bundles.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { deadLetterQueueName, LOCAL_REGION } from '../../model/local/services.ts';
import { functionLimits } from '../../model/stack-limits.ts';
import { stackVariables } from '../../model/stack-variables.ts';
import { failedMessages } from '../lambda/batch-response.ts';
import { type MessageQueue, openQueue } from '../lambda/message-queue.ts';
import { startFunction } from '../lambda/runtime.ts';
import { sqsEvent } from '../lambda/sqs-event.ts';
import { functionVariables, type LocalServices } from './local-services.ts';

/** A small folder in which the guard finds nothing. */
const ARTIFACT = join(import.meta.dirname, '../../lambda');

/**
 * The event of the next message in the job queue. Where there is none, a job is submitted, and the poller queues it.
 * @throws Error when the queue stays empty: whatever worker runs beside this was quicker.
 */
export async function nextJobEvent(services: LocalServices, actionTypes: readonly ActionTypeId[]): Promise<SQSEvent> {
  const queue = await open(services, services.queueUrl);
  try {
    return sqsEvent(await nextMessage(queue, services, actionTypes), queue.arn);
  } finally {
    queue.close();
  }
}

/**
 * The event of the next dead letter. Where there is none, the next message of the job queue becomes one, as if its worker had
 * died each time.
 */
export async function nextDeadLetterEvent(
  services: LocalServices,
  actionTypes: readonly ActionTypeId[],
): Promise<SQSEvent> {
  const dead = await open(services, services.deadLetterQueueUrl);
  const jobs = await open(services, services.queueUrl);
  try {
    let [message] = await dead.receive(1);
    if (!message) {
      const job = await nextMessage(jobs, services, actionTypes);
      await dead.put(job);
      await jobs.remove(job);
      [message] = await dead.receive(1);
    }
    if (!message) throw new Error('The queue of dead letters stays empty: another last word takes them.');
    return sqsEvent(message, dead.arn);
  } finally {
    dead.close();
    jobs.close();
  }
}

/**
 * Does what Lambda's event source does after a worker or a last word, and sam does not: deletes the message if it is done with.
 * @returns Whether it is.
 */
export async function settleMessage(services: LocalServices, event: unknown, answer: unknown): Promise<boolean> {
  const [record] = (event as Partial<SQSEvent> | null)?.Records ?? [];
  if (!record || failedMessages(answer, [record.messageId]).length > 0) return false;
  const isDead = record.eventSourceARN.endsWith(`:${deadLetterQueueName}`);
  const queue = await open(services, isDead ? services.deadLetterQueueUrl : services.queueUrl);
  try {
    await queue.remove({ ReceiptHandle: record.receiptHandle });
    return true;
  } finally {
    queue.close();
  }
}

const open = ({ endpoints }: LocalServices, url: string) => openQueue(endpoints.sqs, LOCAL_REGION, url);

async function nextMessage(
  queue: MessageQueue,
  services: LocalServices,
  actionTypes: readonly ActionTypeId[],
): Promise<Message> {
  let [message] = await queue.receive(1);
  if (!message) {
    await submitJob(services);
    await poll(services, actionTypes);
    [message] = await queue.receive(1);
  }
  if (!message)
    throw new Error(
      `The job queue stays empty: another worker takes its messages. Stop what serves it, and call \`${callOf('start')} --services-only\` in its place.`,
    );
  return message;
}

async function submitJob({ endpoints }: LocalServices): Promise<void> {
  const response = await fetch(`${endpoints.codepipeline}/_local/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      configuration: {},
      inputArtifacts: [{ name: 'Source', path: ARTIFACT }],
      outputArtifacts: ['Report'],
    }),
  });
  if (response.status !== 201) throw new Error(`The control plane refused the job: ${await response.text()}`);
}

/** One invocation of the poller, in a process as `npm start` has it. */
async function poll(services: LocalServices, actionTypes: readonly ActionTypeId[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'events-'));
  const { file } = await bundle('poller', folder, { kept: keptBundles() });
  const poller = startFunction({
    name: 'poller',
    bundle: file,
    environment: { ...functionVariables(services), [stackVariables.actionTypes]: JSON.stringify(actionTypes) },
    ...functionLimits.poller,
    onLog: () => {},
  });
  try {
    await poller.invoke({});
  } finally {
    await poller.close();
    await rm(folder, { recursive: true });
  }
}
