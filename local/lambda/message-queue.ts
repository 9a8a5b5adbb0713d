import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { localKeyPair } from '../../model/local/services.ts';

/** SQS hands out at most 10 messages at a time. */
const MAX_MESSAGES = 10;
const WAIT_SECONDS = 1;

/** A queue as its consumer uses it. */
export interface MessageQueue {
  readonly arn: string;
  /** Up to this number of messages with all their attributes; waits a second for the first. */
  receive(most: number): Promise<Message[]>;
  /** Puts a message in as it came out of another queue. */
  put(message: Message): Promise<void>;
  remove(message: Message): Promise<void>;
  /** Makes a received message visible again at once. */
  giveBack(message: Message): Promise<void>;
  close(): void;
}

/** @throws QueueDoesNotExist */
export async function openQueue(endpoint: string, region: string, QueueUrl: string): Promise<MessageQueue> {
  const client = new SQSClient({ endpoint, region, credentials: localKeyPair });
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return {
    arn: Attributes?.['QueueArn'] ?? '',
    async receive(most) {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(MAX_MESSAGES, most),
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      const { Messages = [] } = await client.send(command);
      return Messages;
    },
    async put({ Body, MessageAttributes }) {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: Body, MessageAttributes }));
    },
    async remove({ ReceiptHandle }) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    async giveBack({ ReceiptHandle }) {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    },
    close: () => client.destroy(),
  };
}
