import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../command/command.ts';
import { partitionOf } from '../../model/job-index.ts';
import { clientsCommand } from '../../operate/clients/clients-command.ts';
import { jobsCommand } from '../../operate/jobs/jobs-command.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { temporaryFolder } from '../local/lambda/bundles.ts';
import { runCommand } from '../operate/run-command.ts';
import { timeLimit } from '../time-limit.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { type Moto, motoServer, startMoto } from './moto.ts';
import { stackTables } from './stack-tables.ts';

const missing = motoServer === undefined ? " (skipped: needs moto_server on the PATH, pip install 'moto[server]')" : '';
const REGION = 'eu-central-1';
const [CLIENTS, JOBS] = [500, 10_000];
const NOW = Date.UTC(2030, 0, 1, 12);
/** How many jobs a pipeline has. */
const PIPELINES = 1000;

/** On AWS a batch has at most 25 items. Source: DynamoDB API Reference, "BatchWriteItem". */
const BATCH = 25;

describe.skipIf(motoServer === undefined)(
  `500 customers with 10,000 jobs${missing}`,
  { timeout: timeLimit(240_000) },
  () => {
    let moto: Moto;
    let proxy: CountingProxy;
    let dynamodb: DynamoDBClient;
    const clientIds = Array.from({ length: CLIENTS }, () => randomUUID());
    const tokens = clientIds.map(() => `made-up-${randomUUID()}`);
    const start = NOW - 60_000;
    /** Each is a moment later, so that changes have an order. */
    let calls = 0;

    beforeAll(async () => {
      moto = await startMoto(motoServer ?? '');
      proxy = await startCountingProxy(moto.endpoint);
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      dynamodb = new DynamoDBClient({ endpoint: moto.endpoint, region: REGION, credentials });
      vi.stubEnv('AWS_ENDPOINT_URL', proxy.endpoint);
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
      const { clients, ledger } = stackTables();
      for (const [TableName, table] of [['clients-of-test', clients] as const, ['ledger-of-test', ledger] as const]) {
        // The template of the stack says of a table what CreateTable takes.
        await dynamodb.send(new CreateTableCommand({ TableName, ...table } as CreateTableCommandInput));
      }
      await writeJobs();
    }, timeLimit(180_000));
    afterAll(async () => {
      vi.unstubAllEnvs();
      dynamodb?.destroy();
      await proxy?.close();
      await moto?.stop();
    });

    /** The jobs came one each millisecond, and their IDs in no order. */
    async function writeJobs(): Promise<void> {
      const requests: WriteRequest[] = Array.from({ length: JOBS }, (_, job) => {
        const jobId = `${String((job * 7919) % JOBS).padStart(8, '0')}-0000-4000-8000-000000000000`;
        const createdAt = start + job;
        const texts = {
          jobId,
          clientId: clientIds[job % CLIENTS] ?? '',
          phase: job % 10 === 0 ? 'running' : 'reported',
          listedOn: partitionOf(jobId, createdAt),
          pipelineName: `shop-${job % PIPELINES}`,
          stageName: 'Check',
          actionName: 'Guard',
          actionExecutionId: `execution-${job}`,
        };
        const Item = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { S: text }]));
        return { PutRequest: { Item: { ...Item, createdAt: { N: String(createdAt) } } } };
      });
      for (let at = 0; at < JOBS; at += BATCH) {
        const RequestItems = { 'ledger-of-test': requests.slice(at, at + BATCH) };
        await dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
      }
    }

    const jobAt = (job: number) => `${String((job * 7919) % JOBS).padStart(8, '0')}-0000-4000-8000-000000000000`;

    /** Calls a command as an operator does, at noon. Moto stands where AWS does, and the proxy in between counts. */
    async function call(command: Command, ...args: string[]) {
      const before = proxy.counts();
      const environment = {
        CLIENTS_TABLE: 'clients-of-test',
        LEDGER_TABLE: 'ledger-of-test',
        AWS_REGION: REGION,
        USER: 'ann',
      };
      const clock = createManualClock(NOW + calls++);
      const began = performance.now();
      const around = { environment, clock, input: 'another-token' };
      const { code, output, errors } = await runCommand(command, args, around);
      const counted = Object.entries(proxy.counts()).map(
        ([name, count]) => [name, count - (before[name] ?? 0)] as const,
      );
      return {
        code,
        output,
        errors,
        calls: Object.fromEntries(counted.filter(([, count]) => count > 0)),
        seconds: (performance.now() - began) / 1000,
      };
    }

    it('are imported by one command, and once more without a change', async ({ annotate }) => {
      const file = join(await temporaryFolder(), 'clients.csv');
      const rows = clientIds.map((clientId, index) => `${clientId},${tokens[index]},Customer ${index}`);
      await writeFile(file, ['clientId,clientToken,label', ...rows].join('\n'));

      const first = await call(clientsCommand, 'import', file);
      const again = await call(clientsCommand, 'import', file, '--dry-run');

      await annotate(`imported in ${first.seconds.toFixed(1)} s`);
      expect(first.output).toContain('500 clients: 500 added.');
      expect(first.calls).toEqual({ BatchGetItem: 5, TransactWriteItems: CLIENTS / 25 });
      expect(again.output).toBe('500 clients: 500 unchanged. Nothing was written.\n');
      expect(tokens.some((token) => first.output.includes(token))).toBe(false);
    });

    it('have their newest three jobs shown in two requests', async ({ annotate }) => {
      const { output, errors, calls, seconds } = await call(jobsCommand, 'list', '--limit', '3', '--json');

      await annotate(`listed in ${seconds.toFixed(1)} s`);
      const jobs = output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).jobId);
      expect(jobs).toEqual([JOBS - 1, JOBS - 2, JOBS - 3].map(jobAt));
      expect(calls).toEqual({ Query: 2 });
      expect(errors).toContain('Read in 2 requests: ');
    });

    it('have the newest jobs of a pipeline found, and one job by the execution of its action', async ({ annotate }) => {
      const newest = await call(jobsCommand, 'find', '--pipeline', 'shop-17', '--limit', '9', '--json');
      const one = await call(jobsCommand, 'find', '--execution', 'execution-1234', '--json');

      await annotate(`found in ${newest.seconds.toFixed(1)} s: ${newest.errors}`);
      await annotate(`found in ${one.seconds.toFixed(1)} s: ${one.errors}`);
      const found = newest.output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).jobId);
      expect(found).toEqual(Array.from({ length: 9 }, (_, at) => jobAt(JOBS - PIPELINES * (at + 1) + 17)));
      expect(newest.errors).toContain('There are more such jobs; --before ');
      expect(JSON.parse(one.output)).toMatchObject({ jobId: jobAt(1234), pipelineName: 'shop-234' });
    });

    it('have each of their clients rotated, labelled, disabled, shown, exported and told of', async () => {
      const [clientId = ''] = clientIds;
      const clients = async (...args: string[]) => {
        const { code, output, errors } = await call(clientsCommand, ...args);
        if (code !== 0) throw new Error(errors);
        return output;
      };

      await clients('rotate', clientId);
      await clients('label', clientId, '--label', 'Acme');
      await clients('disable', clientId, '--reason', 'unpaid');
      const shown = JSON.parse(await clients('show', clientId, '--json'));
      await clients('enable', clientId);
      const history = (await clients('history', clientId, '--json')).trimEnd().split('\n');
      const [listed, exported] = [await clients('list'), await clients('export')];

      expect(shown).toMatchObject({
        label: 'Acme',
        state: 'disabled',
        reason: 'unpaid',
        rotatedBy: 'ann',
        stateBy: 'ann',
      });
      expect(history.map((line) => JSON.parse(line).what)).toEqual([
        ['enabled'],
        ['disabled'],
        ['labelled'],
        ['token rotated'],
        ['added'],
      ]);
      expect([listed, exported].map((text) => text.trimEnd().split('\n').length)).toEqual([CLIENTS + 1, CLIENTS + 1]);
    });

    it('have a table that is not there told with its name, the Region and how to go on', async () => {
      const { errors: said } = await call(jobsCommand, 'list', '--ledger-table', 'ledger-of-yesterday');

      expect(said).toContain(`the ledger ledger-of-yesterday`);
      expect(said).toContain(`in ${REGION}.`);
      expect(said).toContain('--stack NAME --region R takes the names from the stack itself.');
    });

    it('have a ledger without the index told, and that a scan needs none', async () => {
      const { GlobalSecondaryIndexes: _, AttributeDefinitions: defined, ...ledger } = stackTables().ledger;
      const AttributeDefinitions = defined.filter(
        ({ AttributeName }: { AttributeName: string }) => AttributeName === 'jobId',
      );
      const before = { TableName: 'ledger-before', AttributeDefinitions, ...ledger } as CreateTableCommandInput;
      await dynamodb.send(new CreateTableCommand(before));

      const { errors: said } = await call(jobsCommand, 'list', '--ledger-table', 'ledger-before');
      const scanned = await call(jobsCommand, 'list', '--scan', '--ledger-table', 'ledger-before', '--json');

      expect(said).toContain('There is no index ByCreation');
      expect(said).toContain('jobs list --scan needs no index');
      expect(said).toContain(`the ledger ledger-before`);
      expect(scanned.output).toBe('');
    });
  },
);
