import { readdir } from 'node:fs/promises';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { PortInUse } from '../../../local/http/loopback.ts';
import { type SqsOptions, startSqs } from '../../../local/sqs/sqs.ts';
import { localKeyPair } from '../../../model/local/services.ts';
import { otherAddresses, refusesConnections } from '../http/refuses-connections.ts';
import { temporaryFolder } from '../lambda/bundles.ts';

async function start(options: Partial<SqsOptions> = {}) {
  const sqs = await startSqs({ port: 0, ...options });
  onTestFinished(() => sqs.close());
  return sqs;
}

function clientOf(config: SQSClientConfig) {
  const credentials = localKeyPair;
  const client = new SQSClient({ region: 'us-east-1', credentials, ...config });
  onTestFinished(() => client.destroy());
  return client;
}

describe('the queues', () => {
  it('hide a message for 15 minutes, move it to the dead-letter queue after 20 receives and hide it there for six minutes', async () => {
    const { url: endpoint, queueUrl: QueueUrl, deadLetterQueueUrl } = await start();
    const client = clientOf({ endpoint });
    const attributesOf = async (QueueUrl: string) =>
      (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;

    const [jobs, dead] = [await attributesOf(QueueUrl), await attributesOf(deadLetterQueueUrl)];

    expect(jobs).toMatchObject({ VisibilityTimeout: '900' });
    expect(JSON.parse(jobs?.['RedrivePolicy'] ?? '')).toEqual({
      deadLetterTargetArn: dead?.['QueueArn'],
      maxReceiveCount: 20,
    });
    expect(dead).toMatchObject({ VisibilityTimeout: '360', MessageRetentionPeriod: String(14 * 24 * 3600) });
  });

  it('take a message group, as fair queues do', async () => {
    const { url: endpoint, queueUrl: QueueUrl } = await start();
    const client = clientOf({ endpoint });

    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'job', MessageGroupId: 'customer' }));

    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages).toMatchObject([{ Body: 'job' }]);
  });

  it('keep their messages over restarts on other ports when they have a folder', async () => {
    const dataFolder = await temporaryFolder();
    for (const MessageBody of ['first', 'second']) {
      const { url: endpoint, queueUrl: QueueUrl, close } = await startSqs({ port: 0, dataFolder });
      await clientOf({ endpoint }).send(new SendMessageCommand({ QueueUrl, MessageBody }));
      await close();
    }

    const { url: endpoint, queueUrl: QueueUrl } = await start({ dataFolder });

    const client = clientOf({ endpoint });
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages).toMatchObject([{ Body: 'first' }, { Body: 'second' }]);
  });

  it('take the attributes of the last start', async () => {
    const dataFolder = await temporaryFolder();
    const before = await startSqs({ port: 0, dataFolder });
    await before.close();

    const { url: endpoint, queueUrl: QueueUrl } = await start({ dataFolder, visibilitySeconds: 60 });

    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] });
    const { Attributes } = await clientOf({ endpoint }).send(command);
    expect(Attributes).toEqual({ VisibilityTimeout: '60' });
  });

  it('are in one whole file after the end', async () => {
    const dataFolder = await temporaryFolder();
    const sqs = await startSqs({ port: 0, dataFolder });

    await sqs.close();

    expect(await readdir(dataFolder)).toEqual(['fauxqs.db']);
  });
});

describe('the queue URL', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each(['AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL'])('serves a client that has %s only', async (variable) => {
    const { url, queueUrl: QueueUrl } = await start();
    vi.stubEnv(variable, url);
    const client = clientOf({});

    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'job' }));

    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages).toMatchObject([{ Body: 'job' }]);
  });

  it('is the one that GetQueueUrl gives', async () => {
    const { url: endpoint, queueUrl } = await start();

    const got = await clientOf({ endpoint }).send(new GetQueueUrlCommand({ QueueName: 'partner-action-jobs' }));

    expect(got.QueueUrl).toBe(queueUrl);
  });
});

describe('the server', () => {
  it.each(otherAddresses())('does not listen on %s', async (address) => {
    const { port } = await start();

    const refused = await refusesConnections(address, port);

    expect(refused).toBe(true);
    expect(await refusesConnections('127.0.0.1', port)).toBe(false);
  });

  it.each([
    ['a web page', 'POST', '/', { 'x-amz-target': 'AmazonSQS.ListQueues', origin: 'http://elsewhere.example' }],
    ['another service', 'POST', '/', { 'x-amz-target': 'AmazonSNS.ListTopics' }],
    ['a bucket of the emulator', 'GET', '/bucket', { 'x-amz-target': 'AmazonSQS.ListQueues' }],
    ['the state of the emulator', 'GET', '/_fauxqs/queues', {}],
  ])('refuses %s', async (_, method, path, headers) => {
    const { url } = await start();

    const { status } = await fetch(url + path, { method, headers });

    expect(status).toBe(403);
  });

  it('says that its port is in use, and leaves its file closed then', async () => {
    const { port } = await start();
    const dataFolder = await temporaryFolder();

    const second = startSqs({ port, dataFolder });

    await expect(second).rejects.toThrow(PortInUse);
    expect(await readdir(dataFolder)).toEqual(['fauxqs.db']);
  });

  it('ends at once, though a client waits for a message', async () => {
    const { url: endpoint, queueUrl: QueueUrl, close } = await startSqs({ port: 0 });
    const client = clientOf({ endpoint, maxAttempts: 1 });
    const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    const cutOff = expect(waiting).rejects.toThrow();
    await client.send(new GetQueueUrlCommand({ QueueName: 'partner-action-jobs' }));

    await close();

    await cutOff;
  });
});
