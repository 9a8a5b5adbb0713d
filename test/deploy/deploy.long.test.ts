import { type DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { motoServer } from './moto.ts';
import { missingMoto, type Rehearsal, startRehearsal } from './rehearsal.ts';

describe.skipIf(motoServer === undefined)(`a deployment${missingMoto}`, { timeout: timeLimit(120_000) }, () => {
  let rehearsal: Rehearsal;
  let outputs: Record<string, string>;
  let sqs: SQSClient;
  let dynamodb: DynamoDBClient;

  beforeAll(async () => {
    rehearsal = await startRehearsal();
    ({ sqs, dynamodb } = rehearsal);
  }, timeLimit(120_000));
  afterAll(() => rehearsal?.close());

  async function deploy(...options: string[]): Promise<string> {
    const { said, ...deployed } = await rehearsal.deploy(...options);
    outputs = deployed.outputs;
    return said;
  }

  const visibilityTimeout = async () => {
    const request = { QueueUrl: outputs['QueueUrl'], AttributeNames: ['VisibilityTimeout' as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(request));
    return Attributes?.['VisibilityTimeout'];
  };

  it('makes the queues and tables that its outputs name', async () => {
    await deploy();

    const { QueueUrls } = await sqs.send(new ListQueuesCommand());
    const { TableNames } = await dynamodb.send(new ListTablesCommand());
    const named = (url: string | undefined) => url?.split('/').at(-1);
    expect(QueueUrls?.map(named)).toEqual(
      expect.arrayContaining([named(outputs['QueueUrl']), named(outputs['DeadLetterQueueUrl'])]),
    );
    expect(TableNames?.toSorted()).toEqual([outputs['ClientsTable'], outputs['LedgerTable']]);
    expect(await visibilityTimeout()).toBe('900');
  });

  it('changes nothing when nothing has changed', async () => {
    const said = await deploy();

    expect(said).toContain('Rehearsal (no changes)');
  });

  it('keeps the jobs and the clients when a prop changes', async () => {
    const before = outputs;
    const client = { clientId: { S: 'client' }, clientToken: { S: 'made-up' } };
    await dynamodb.send(new PutItemCommand({ TableName: before['ClientsTable'], Item: client }));
    await sqs.send(new SendMessageCommand({ QueueUrl: before['QueueUrl'], MessageBody: 'a job' }));

    const said = await deploy('-c', 'workerTimeoutMinutes=5');

    const Key = { clientId: { S: 'client' } };
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: before['ClientsTable'], Key }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: before['QueueUrl'] }));
    expect(said).not.toContain('no changes');
    expect(outputs).toEqual(before);
    expect(await visibilityTimeout()).toBe('300');
    expect(Item).toEqual(client);
    expect(Messages?.map(({ Body }) => Body)).toEqual(['a job']);
  });

  it('leaves no queue and no table behind when a disposable stack is destroyed', async () => {
    await rehearsal.cdk('destroy', '--force');

    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
    const { TableNames } = await dynamodb.send(new ListTablesCommand());
    expect([...QueueUrls, ...(TableNames ?? [])]).toEqual([]);
  });

  it('has in its template what moto says it made and did not', () => {
    const template = rehearsal.readTemplate();
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);

    expect(types.filter((type) => type === 'AWS::Scheduler::Schedule')).toHaveLength(1);
    expect(types.filter((type) => type === 'AWS::Lambda::EventInvokeConfig')).toHaveLength(1);
    expect(template).not.toHaveProperty('Rules');
  });
});
