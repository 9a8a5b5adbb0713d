import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EventSourceOptions, startEventSource } from '../../../local/lambda/event-source.ts';
import { type SqsOptions, startSqs } from '../../../local/sqs/sqs.ts';
import { localKeyPair } from '../../../model/local/services.ts';
import { functionOf } from './bundles.ts';
import { createManualClock } from './manual-clock.ts';

const region = 'us-east-1';

/** SQS with its two queues, and what a test does with them. */
async function startQueue(options: Partial<SqsOptions> = {}) {
  const sqs = await startSqs({ ...options, port: 0 });
  const { queueUrl, deadLetterQueueUrl, url: endpoint } = sqs;
  const client = new SQSClient({ endpoint, region, credentials: localKeyPair });
  onTestFinished(async () => {
    client.destroy();
    await sqs.close();
  });
  return {
    sqs,
    client,
    send: (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody })),
    /** Messages to be received, and messages that are hidden. */
    async count(QueueUrl = queueUrl) {
      const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: hidden } = Attributes ?? {};
      return { ready: Number(ready), hidden: Number(hidden) };
    },
    async receiveDead() {
      const command = new ReceiveMessageCommand({ QueueUrl: deadLetterQueueUrl, WaitTimeSeconds: 20 });
      return (await client.send(command)).Messages?.[0]?.Body;
    },
    /** An event source on the queue; `errors` are those it told of. */
    async attach(options: Pick<EventSourceOptions, 'invoke'> & Partial<EventSourceOptions>) {
      const errors: unknown[] = [];
      const onError = (error: unknown) => errors.push(error);
      const source = await startEventSource({
        ...{ endpoint, region, queueUrl, maximumConcurrency: 5, onError },
        ...options,
      });
      onTestFinished(() => source.stop(0));
      return { ...source, errors };
    },
  };
}

/** A function for the event source that answers as the test says and tells when it was invoked. */
function answering(answer: (messageId: string) => unknown) {
  const invoked = Promise.withResolvers<unknown>();
  const invoke = async (event: unknown) => {
    invoked.resolve(event);
    return answer(Object(event).Records[0].messageId);
  };
  return { invoke, invoked: invoked.promise };
}

describe('an event source', () => {
  it('hands each message to a real function in the form of Lambda and deletes it', async () => {
    const { sqs, client, attach, count } = await startQueue();
    const lambda = await functionOf('export const handler = async (event) => console.log(JSON.stringify(event));');
    const done = Promise.withResolvers<void>();
    const invoke = (event: unknown) => lambda.invoke(event).finally(done.resolve);
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl: sqs.queueUrl,
        MessageBody: '{"jobId":"1"}',
        MessageAttributes: {
          text: { DataType: 'String', StringValue: 'ä' },
          bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2) },
        },
      }),
    );

    const source = await attach({ invoke });
    await done.promise;
    await source.stop();

    expect(JSON.parse(lambda.lines.join().replace('stdout: ', ''))).toEqual({
      Records: [
        {
          messageId: sent.MessageId,
          receiptHandle: expect.stringMatching(/./),
          body: '{"jobId":"1"}',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.stringMatching(/./),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            text: { stringValue: 'ä', stringListValues: [], binaryListValues: [], dataType: 'String' },
            bytes: { binaryValue: 'AQI=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfBody: sent.MD5OfMessageBody,
          md5OfMessageAttributes: sent.MD5OfMessageAttributes,
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:partner-action-jobs',
          awsRegion: 'us-east-1',
        },
      ],
    });
    expect(await count()).toEqual({ ready: 0, hidden: 0 });
    expect(source.errors).toEqual([]);
  });

  it('leaves a message whose invocation failed until it is visible again', async () => {
    const { send, attach, count } = await startQueue();
    const failure = new Error('crashed');
    const { invoke, invoked } = answering(() => Promise.reject(failure));
    await send('job');

    const source = await attach({ invoke });
    await invoked;
    await source.stop();

    expect(await count()).toEqual({ ready: 0, hidden: 1 });
    expect(source.errors).toEqual([failure]);
  });

  it.each([
    ['leaves a message that the response lists as failed', (id: string) => [{ itemIdentifier: id }], 1],
    ['leaves a message when the response names an unknown one', () => [{ itemIdentifier: 'other' }], 1],
    ['deletes a message that the response does not list', () => [], 0],
  ])('%s', async (_, failuresOf, hidden) => {
    const { send, attach, count } = await startQueue();
    const { invoke, invoked } = answering((id) => ({ batchItemFailures: failuresOf(id) }));
    await send('job');

    const source = await attach({ invoke });
    await invoked;
    await source.stop();

    expect(await count()).toEqual({ ready: 0, hidden });
    expect(source.errors).toEqual([]);
  });

  it('has a message that failed three times in the dead-letter queue', async () => {
    const { sqs, send, attach, receiveDead, count } = await startQueue({ maxReceiveCount: 3 });
    const code = `export const handler = async ({ Records: [{ receiptHandle: ReceiptHandle }] }) => {
      const { QUEUE_URL: QueueUrl } = process.env;
      const headers = {
        'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ChangeMessageVisibility' };
      const body = JSON.stringify({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
      console.log('attempt');
      await fetch(QueueUrl.split('/000')[0], { method: 'POST', headers, body });
      throw new Error('given back');
    };`;
    const lambda = await functionOf(code, { environment: { QUEUE_URL: sqs.queueUrl } });
    await send('job');

    const source = await attach({ invoke: lambda.invoke });
    const dead = await receiveDead();
    await source.stop();

    expect(dead).toBe('job');
    expect(lambda.lines).toEqual(['stdout: attempt', 'stdout: attempt', 'stdout: attempt']);
    expect(await count()).toEqual({ ready: 0, hidden: 0 });
  });
});

describe('the concurrency of an event source', () => {
  it('leaves the messages it has no place for in the queue', async () => {
    const { send, attach, count } = await startQueue();
    const places = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    const [second, third] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let invocations = 0;
    const invoke = async () => {
      const place = places[invocations];
      invocations += 1;
      if (invocations === 2) second.resolve();
      if (invocations === 3) third.resolve();
      await place?.promise;
    };
    await Promise.all([send('a'), send('b'), send('c')]);

    const source = await attach({ invoke, maximumConcurrency: 2 });
    await second.promise;
    const whileFull = await count();
    places[1]?.resolve();
    await third.promise;
    for (const { resolve } of places) resolve();
    await source.stop();

    expect(whileFull).toEqual({ ready: 1, hidden: 2 });
    expect(await count()).toEqual({ ready: 0, hidden: 0 });
  });
});

describe('stopping an event source', () => {
  it('waits for invocations that run, but not longer than it is told', async () => {
    const { send, attach } = await startQueue();
    const clock = createManualClock();
    const { invoke, invoked } = answering(() => new Promise(() => {}));
    await send('job');
    const source = await attach({ invoke, clock });
    await invoked;

    const stopped = source.stop(5000);
    await clock.sleeping(5000);
    clock.advance(5000);

    await expect(stopped).resolves.toBeUndefined();
  });

  it('gives a message back that arrives meanwhile', async () => {
    const { send, attach, count } = await startQueue();
    const invoked: unknown[] = [];
    const source = await attach({ invoke: async (event) => invoked.push(event) });

    const stopped = source.stop();
    await send('late');
    await stopped;

    expect(await count()).toEqual({ ready: 1, hidden: 0 });
    expect(invoked).toEqual([]);
  });
});

describe('trouble with SQS', () => {
  it('is told of and waited out', async () => {
    const clock = createManualClock();
    const { sqs, attach } = await startQueue();
    const { invoke, invoked } = answering(() => undefined);
    const source = await attach({ invoke, clock });
    await sqs.close();
    await clock.sleeping(1000);
    const again = await startSqs({ port: sqs.port });
    onTestFinished(() => again.close());
    const client = new SQSClient({
      endpoint: again.url,
      region,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    await client.send(new SendMessageCommand({ QueueUrl: again.queueUrl, MessageBody: 'afterwards' }));

    clock.advance(1000);

    expect(await invoked).toMatchObject({ Records: [{ body: 'afterwards' }] });
    expect(source.errors).not.toEqual([]);
    client.destroy();
  });

  it('is an error at the start when the queue does not exist', async () => {
    const { sqs, attach } = await startQueue();
    const queueUrl = `${sqs.queueUrl}-other`;

    const attached = attach({ queueUrl, invoke: async () => undefined });

    await expect(attached).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
