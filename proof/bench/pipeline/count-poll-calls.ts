import { dynamodbLedger } from '../../../lambda/aws/dynamodb/ledger.ts';
import { sqsQueue } from '../../../lambda/aws/sqs/queue.ts';
import { createPollMemory, poll } from '../../../lambda/job/poll.ts';
import { startDynamodb } from '../../../local/dynamodb/dynamodb.ts';
import { startSqs } from '../../../local/sqs/sqs.ts';
import { ledgerTableName, localKeyPair } from '../../../model/local/services.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { startCountingProxy } from '../counting-proxy.ts';

/** The number of calls by AWS's names. */
export type CountedCalls = Record<string, number>;

const TYPE = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;
/** The most jobs that CodePipeline is assumed to give at a time. */
const BATCH = 10;

/**
 * What a poller asks of CodePipeline, ledger and queue when this number of new jobs is on offer, and what when they are offered
 * again. Ledger and queue are the local ones, reached through the clients of the SDK; time stands still.
 */
export async function countPollCalls(jobs: number): Promise<{ queueing: CountedCalls; lookingAgain: CountedCalls }> {
  await using starting = new AsyncDisposableStack();
  const closed = <T extends { close(): Promise<void> }>(one: T) => starting.adopt(one, (started) => started.close());
  const [dynamodb, sqs] = [closed(await startDynamodb({ port: 0 })), closed(await startSqs({ port: 0 }))];
  const tables = closed(await startCountingProxy('dynamodb', dynamodb));
  const queues = closed(await startCountingProxy('sqs', sqs));
  const config = { region: 'us-east-1', credentials: localKeyPair };
  const ports = {
    ledger: dynamodbLedger(ledgerTableName, { ...config, endpoint: tables.url }),
    queue: sqsQueue(sqs.queueUrl, { ...config, endpoint: queues.url }),
    ...{ clock: createManualClock(), log: memoryLog(), memory: createPollMemory() },
  };
  const count = async () => {
    const onOffer = Array.from({ length: jobs }, (_, number) => ({ clientId: 'c-1', jobId: `j-${number}` }));
    let polls = 0;
    const offers = {
      async poll() {
        polls += 1;
        return onOffer.splice(0, BATCH);
      },
    };
    await poll({ ...ports, offers }, [TYPE], ports.clock.now() + 1);
    const calls: CountedCalls = { PollForThirdPartyJobs: polls };
    for (const operation of [...tables.takeCalls(), ...queues.takeCalls()]) {
      calls[operation] = (calls[operation] ?? 0) + 1;
    }
    return calls;
  };
  return { queueing: await count(), lookingAgain: await count() };
}
