import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Moto, motoServer, startMoto } from './moto.ts';

const missing = motoServer === undefined ? " (skipped: needs moto_server on the PATH, pip install 'moto[server]')" : '';
const root = join(import.meta.dirname, '../..');
const [region, accessKeyId, secretAccessKey] = ['us-east-1', 'test', 'test'];

describe.skipIf(motoServer === undefined)(`a deployment${missing}`, { timeout: 120_000 }, () => {
  let moto: Moto;
  let folder: string;
  let outputs: Record<string, string>;
  let sqs: SQSClient;
  let dynamodb: DynamoDBClient;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    moto = await startMoto(motoServer ?? '');
    const config = { endpoint: moto.endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
    dynamodb = new DynamoDBClient(config);
    await cdk('bootstrap', 'aws://123456789012/us-east-1');
  }, 120_000);
  afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the CDK's own command line says; it finds moto where it looks for AWS. */
  async function cdk(...command: string[]): Promise<string> {
    const app = 'node --disable-warning=ExperimentalWarning test/deploy/app.ts';
    const options = ['--app', app, '-c', `bundles=${join(folder, 'build')}`, '--output', join(folder, 'cdk.out')];
    const script = join(root, 'node_modules/aws-cdk/bin/cdk');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, ...command, ...options], {
      cwd: root,
      env: {
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
        HOME: folder,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        AWS_ENDPOINT_URL: moto.endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      },
    });
    return stdout + stderr;
  }

  async function deploy(...options: string[]): Promise<string> {
    const file = join(folder, 'outputs.json');
    const said = await cdk('deploy', '--method=direct', '--require-approval=never', '--outputs-file', file, ...options);
    outputs = JSON.parse(readFileSync(file, 'utf8')).Rehearsal;
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
    await cdk('destroy', '--force');

    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
    const { TableNames } = await dynamodb.send(new ListTablesCommand());
    expect([...QueueUrls, ...(TableNames ?? [])]).toEqual([]);
  });

  it('has in its template what moto says it made and did not', () => {
    const template = JSON.parse(readFileSync(join(folder, 'cdk.out', 'Rehearsal.template.json'), 'utf8'));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);

    expect(types.filter((type) => type === 'AWS::Scheduler::Schedule')).toHaveLength(1);
    expect(types.filter((type) => type === 'AWS::Lambda::EventInvokeConfig')).toHaveLength(1);
    expect(template).not.toHaveProperty('Rules');
  });
});
