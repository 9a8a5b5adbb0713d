import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createDraw } from '../../../local/faults/chance.ts';
import { startFaulty } from './faulty-services.ts';

describe('sqs-twice', () => {
  it('puts a message into the queue twice', async () => {
    await using faulty = await startFaulty('sqs-twice');
    const { queueUrl: QueueUrl } = faulty.services.sqs;

    await faulty.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'text' }));

    const attributes = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
    expect((await faulty.sqs.send(attributes)).Attributes).toEqual({ ApproximateNumberOfMessages: '2' });
  });
});

describe('sqs-out-of-order', () => {
  it('hands every message out once, and not in the order in which they were sent', async () => {
    await using faulty = await startFaulty('sqs-out-of-order', { draw: createDraw(1) });
    const { queueUrl: QueueUrl } = faulty.services.sqs;
    const sent = ['1', '2', '3', '4', '5', '6'];
    for (const MessageBody of sent) await faulty.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

    const received: (string | undefined)[] = [];
    while (received.length < sent.length) {
      const { Messages = [] } = await faulty.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
      for (const { Body, ReceiptHandle } of Messages) {
        received.push(Body);
        await faulty.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }

    expect(received).not.toEqual(sent);
    expect(received.toSorted()).toEqual(sent);
  });
});
