import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it, onTestFinished } from 'vitest';
import { openQueue } from '../../../local/lambda/message-queue.ts';
import { startServices } from '../../../local/program/services.ts';
import { nextDeadLetterEvent, nextJobEvent, settleMessage } from '../../../local/sam/job-event.ts';
import { servicesOn } from '../../../local/sam/local-services.ts';
import { anyFreePorts, localKeyPair } from '../../../model/local/services.ts';

const actionTypes = [{ category: 'Test', owner: 'ThirdParty', provider: 'Example', version: '1' }] as const;
const BODY = JSON.stringify({ clientId: 'client-1', jobId: 'job-1' });

/** Local services with one message in their job queue. */
async function startWithMessage() {
  const started = await startServices({ ports: anyFreePorts });
  onTestFinished(() => started.close());
  const { controlPlane, artifactStore, sqs, dynamodb } = started;
  const services = servicesOn({
    codepipeline: controlPlane.port,
    s3: artifactStore.port,
    sqs: sqs.port,
    dynamodb: dynamodb.port,
  });
  const credentials = localKeyPair;
  const client = new SQSClient({ endpoint: sqs.url, region: 'us-east-1', credentials });
  const QueueUrl = sqs.queueUrl;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: BODY }));
  const countHidden = async () => {
    const AttributeNames = ['ApproximateNumberOfMessagesNotVisible' as const];
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Attributes?.['ApproximateNumberOfMessagesNotVisible'];
  };
  return { services, queueUrl: QueueUrl, countHidden, jobs: controlPlane.jobs };
}

it('finds the queue where local SQS has it', async () => {
  const { services, queueUrl } = await startWithMessage();

  expect(services.queueUrl).toBe(queueUrl);
});

it('makes the next job a dead letter where there is none, and deletes it once the last word is done with it', async () => {
  const { services, queueUrl } = await startWithMessage();

  const event = await nextDeadLetterEvent(services, actionTypes);

  const [record] = event.Records;
  expect(record).toMatchObject({ body: BODY, eventSourceARN: expect.stringMatching(/-dead$/) });
  const jobs = await openQueue(services.endpoints.sqs, 'us-east-1', queueUrl);
  onTestFinished(() => jobs.close());
  expect(await jobs.receive(1)).toEqual([]);
  expect(await settleMessage(services, event, { batchItemFailures: [] })).toBe(true);
  // A receipt handle that has done its work deletes nothing: what is left would be handed out by its visibility.
  const dead = await openQueue(services.endpoints.sqs, 'us-east-1', services.deadLetterQueueUrl);
  onTestFinished(() => dead.close());
  await dead.giveBack({ ReceiptHandle: record?.receiptHandle }).catch(() => {});
  expect(await dead.receive(1)).toEqual([]);
});

it('takes a message that waits, rather than submit a job', async () => {
  const { services, jobs } = await startWithMessage();

  const { Records } = await nextJobEvent(services, actionTypes);

  expect(Records.map(({ body }) => body)).toEqual([BODY]);
  expect(await jobs.list()).toEqual([]);
});

it('deletes the message that a worker is done with, and no other', async () => {
  const { services, countHidden } = await startWithMessage();
  const event = await nextJobEvent(services, actionTypes);
  const itemIdentifier = event.Records[0]?.messageId;

  const kept = await settleMessage(services, event, { batchItemFailures: [{ itemIdentifier }] });
  const hiddenThen = await countHidden();
  const done = await settleMessage(services, event, { batchItemFailures: [] });

  expect([kept, hiddenThen, done, await countHidden()]).toEqual([false, '1', true, '0']);
});
