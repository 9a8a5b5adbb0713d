import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { thirdPartyJobs } from '../../lambda/aws/codepipeline/third-party-jobs.ts';
import { dynamodbClients } from '../../lambda/aws/dynamodb/clients.ts';
import { dynamodbLedger } from '../../lambda/aws/dynamodb/ledger.ts';
import { sqsQueue } from '../../lambda/aws/sqs/queue.ts';
import { changed, newEntry } from '../../lambda/job/ledger.ts';
import { poll } from '../../lambda/job/poll.ts';
import type { LedgerEntry } from '../../lambda/job/ports.ts';
import { thirdPartySource } from '../../lambda/sources/third-party/third-party-source.ts';
import { startServices } from '../../local/program/services.ts';
import { systemClock } from '../../model/clock.ts';
import { anyFreePorts, clientsTableName, ledgerTableName } from '../../model/local/services.ts';
import { clientsCommand } from '../../operate/clients/clients-command.ts';
import { jobsCommand } from '../../operate/jobs/jobs-command.ts';
import { memoryLog } from '../../testing/memory-log.ts';
import { ACTION_TYPE } from '../lambda/middleware/world.ts';
import type { ReceivedMessage } from '../memory/queue.ts';
import { type Around, runCommand } from './run-command.ts';

export type Stack = Awaited<ReturnType<typeof startStack>>;

/** The local services with one customer, and the commands pointed at them. */
export async function startStack() {
  const services = await startServices({ ports: anyFreePorts, actionTypes: [ACTION_TYPE] });
  const { controlPlane, sqs, dynamodb } = services;
  const environment = {
    LOCAL_PORT: String(controlPlane.port),
    LOCAL_SQS_PORT: String(sqs.port),
    LOCAL_DYNAMODB_PORT: String(dynamodb.port),
  };
  const clientId: string = randomUUID();
  const clientToken = `client-token-${randomUUID()}`;
  await controlPlane.jobs.putClient(clientId, clientToken);

  const messages = new SQSClient({ endpoint: sqs.url });
  const behind = {
    jobs: thirdPartyJobs({ endpoint: controlPlane.url }),
    clients: dynamodbClients(clientsTableName, { endpoint: dynamodb.url }),
  };
  const ports = {
    ...behind,
    source: thirdPartySource(behind),
    offers: behind.jobs,
    ledger: dynamodbLedger(ledgerTableName, { endpoint: dynamodb.url }),
    queue: sqsQueue(sqs.queueUrl, { endpoint: sqs.url }),
    clock: systemClock,
  };

  return {
    ...services,
    ...ports,
    ports,
    environment,
    clientId,
    clientToken,
    runJobs: (args: readonly string[], around: Around = {}) =>
      runCommand(jobsCommand, [...args, '--local'], { environment, ...around }),
    runClients: (args: readonly string[], around: Around = {}) =>
      runCommand(clientsCommand, [...args, '--local'], { environment, ...around }),

    /** The client's token as a worker that has just started finds it. */
    tokenOf: (ofClient: string) => dynamodbClients(clientsTableName, { endpoint: dynamodb.url }).token(ofClient),

    /** Puts an entry into the ledger, of a job that nobody else knows, and gives its ID. */
    async writeEntry(changes: Partial<LedgerEntry> = {}): Promise<string> {
      const entry = newEntry(randomUUID(), clientId, Date.now());
      await ports.ledger.write({ ...changed(entry, changes, Date.now()), ...changes }, undefined);
      return entry.jobId;
    },
    /** A job that the poller has put into the ledger and the queue. */
    async submitAndPoll(note = 'hello'): Promise<string> {
      const { jobId } = await controlPlane.jobs.submit({
        clientId,
        actionTypeId: ACTION_TYPE,
        configuration: { Note: note },
      });
      await poll({ ...ports, log: memoryLog() }, [ACTION_TYPE], Date.now() + 1000);
      return jobId;
    },
    /** The next visible message, hidden from now on. */
    async receive(): Promise<ReceivedMessage | undefined> {
      const { Messages: [message] = [] } = await messages.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl }));
      return (
        message && {
          messageId: message.MessageId ?? '',
          receiptHandle: message.ReceiptHandle ?? '',
          receiveCount: 1,
          body: message.Body ?? '',
        }
      );
    },
    async close() {
      messages.destroy();
      await services.close();
    },
  };
}
