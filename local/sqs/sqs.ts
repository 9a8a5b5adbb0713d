import { CreateQueueCommand, type QueueAttributeName, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import {
  deadLetterQueueName,
  jobQueueName,
  LOCAL_ACCOUNT,
  LOCAL_REGION,
  localKeyPair,
  queueUrlAt,
  wakeUpQueueName,
} from '../../model/local/services.ts';
import {
  DEAD_LETTER_HIDDEN_SECONDS,
  functionLimits,
  MAX_KEPT_SECONDS,
  MAX_RECEIVES,
  MAX_WAKE_UP_SECONDS,
} from '../../model/stack-limits.ts';
import { type LocalServer, listen } from '../http/loopback.ts';
import { isServiceCall } from '../http/service-call.ts';
import { openFauxqsStores } from './fauxqs-stores.ts';

export interface SqsOptions {
  /** 0 takes any free port. */
  port: number;
  /** Where messages are kept over a restart; in memory when left out. */
  dataFolder?: string;
  /** Seconds a received message is hidden, 0 to 43,200; as in the stack when left out. */
  visibilitySeconds?: number;
  /** Receives after which a message goes to the dead-letter queue, 1 to 1,000; as in the stack when left out. */
  maxReceiveCount?: number;
}

/** SQS on this machine, with the queues of the stack. */
export interface LocalSqs extends LocalServer {
  /** Names this server itself: a client that sends to the host of the queue URL reaches no other. */
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly wakeUpQueueUrl: string;
}

/** Starts SQS on 127.0.0.1. Signatures are not checked. @throws PortInUse */
export async function startSqs(options: SqsOptions): Promise<LocalSqs> {
  const { stores, close: closeStores } = await openFauxqsStores(options.dataFolder);
  const app = buildApp({ logger: false, defaultRegion: LOCAL_REGION, stores });
  await app.ready();
  let server: LocalServer | undefined;
  const close = async () => {
    await server?.close();
    await app.close();
    closeStores();
  };
  try {
    server = await listen((request, response) => {
      if (isServiceCall(request, 'AmazonSQS')) app.routing(request, response);
      else response.writeHead(403).end();
    }, options.port);
    await createQueues(server.url, options);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...server,
    queueUrl: queueUrlAt(server.url, jobQueueName),
    deadLetterQueueUrl: queueUrlAt(server.url, deadLetterQueueName),
    wakeUpQueueUrl: queueUrlAt(server.url, wakeUpQueueName),
    close,
  };
}

/** Creates the queues; ones that were kept from an earlier start take the attributes of this one. */
async function createQueues(endpoint: string, options: SqsOptions): Promise<void> {
  const client = new SQSClient({ endpoint, region: LOCAL_REGION, credentials: localKeyPair });
  const create = async (QueueName: string, Attributes: Partial<Record<QueueAttributeName, string>>) => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName }));
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  };
  const hiddenFor = (seconds: number) => String(options.visibilitySeconds ?? seconds);
  await create(wakeUpQueueName, {
    VisibilityTimeout: String(functionLimits.poller.timeoutSeconds),
    MessageRetentionPeriod: String(MAX_WAKE_UP_SECONDS),
  });
  await create(deadLetterQueueName, {
    VisibilityTimeout: hiddenFor(DEAD_LETTER_HIDDEN_SECONDS),
    MessageRetentionPeriod: String(MAX_KEPT_SECONDS),
  });
  await create(jobQueueName, {
    VisibilityTimeout: hiddenFor(functionLimits.worker.timeoutSeconds),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${deadLetterQueueName}`,
      maxReceiveCount: options.maxReceiveCount ?? MAX_RECEIVES,
    }),
  });
  client.destroy();
}
