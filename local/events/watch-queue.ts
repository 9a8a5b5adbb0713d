import { setInterval } from 'node:timers';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_REGION, localKeyPair } from '../../model/local/services.ts';
import type { LocalSqs } from '../sqs/sqs.ts';
import type { Recorder } from './recorder.ts';

/** Milliseconds after a call on the queue until it is counted: several calls come together. */
const SETTLES_IN = 100;
/** Milliseconds; a message becomes visible again without any call. */
const LOOK_EVERY = 3_000;

interface QueueWatch {
  /** A call has changed the queue. */
  look(): void;
  close(): void;
}

/** Records what the queues hold whenever that changes. */
export function watchQueue(recorder: Recorder, { url, queueUrl, deadLetterQueueUrl }: LocalSqs): QueueWatch {
  const client = new SQSClient({ endpoint: url, region: LOCAL_REGION, credentials: localKeyPair });
  let timer: NodeJS.Timeout | undefined;
  let last = '';
  const count = async (QueueUrl: string) => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes } = await client.send(command);
    return {
      waiting: Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0),
      hidden: Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    };
  };
  const read = async () => {
    timer = undefined;
    const [{ waiting, hidden }, dead] = await Promise.all([count(queueUrl), count(deadLetterQueueUrl)]);
    const told = { waiting, hidden, dead: dead.waiting + dead.hidden };
    if (JSON.stringify(told) === last) return;
    last = JSON.stringify(told);
    recorder.record({ kind: 'queue', ...told });
  };
  const look = () => {
    // It is only shown; when it cannot be counted, the services are closing.
    timer ??= setTimeout(() => void read().catch(() => {}), SETTLES_IN).unref();
  };
  const regularly = setInterval(look, LOOK_EVERY).unref();
  look();
  return {
    look,
    close() {
      clearInterval(regularly);
      clearTimeout(timer);
      client.destroy();
    },
  };
}
