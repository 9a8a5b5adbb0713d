import { randomUUID } from 'node:crypto';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamodbLedger } from '../../../lambda/aws/dynamodb/ledger.ts';
import { newEntry } from '../../../lambda/job/ledger.ts';
import { clientsCommand } from '../../../operate/clients/clients-command.ts';
import { doctorCommand } from '../../../operate/doctor/doctor-command.ts';
import { jobsCommand } from '../../../operate/jobs/jobs-command.ts';
import { readStack } from '../../../operate/stacks/read-stack.ts';
import { type Moto, motoServer, startMoto } from '../../deploy/moto.ts';
import { stackTables } from '../../deploy/stack-tables.ts';
import { timeLimit } from '../../time-limit.ts';
import { pointSdkTo } from '../aws-stand-in.ts';
import { type Around, type Ended, runCommand } from '../run-command.ts';

const missing = motoServer === undefined ? " (skipped: needs moto_server on the PATH, pip install 'moto[server]')" : '';
const REGIONS = ['us-east-1', 'eu-west-1'] as const;
const STACK = 'Scanner';

const tables = stackTables();
const table = (Properties: object) => ({ Type: 'AWS::DynamoDB::Table', Properties });
const reference = (name: string) => ({ Value: { Ref: name } });

/** What of a worker's stack the commands work on. */
const TEMPLATE = JSON.stringify({
  Resources: {
    Jobs: { Type: 'AWS::SQS::Queue' },
    DeadLetters: { Type: 'AWS::SQS::Queue' },
    Clients: table(tables.clients),
    Ledger: table(tables.ledger),
  },
  Outputs: {
    QueueUrl: reference('Jobs'),
    DeadLetterQueueUrl: reference('DeadLetters'),
    ClientsTable: reference('Clients'),
    LedgerTable: reference('Ledger'),
  },
});

describe.skipIf(motoServer === undefined)(
  `the same stack in two Regions${missing}`,
  { timeout: timeLimit(60_000) },
  () => {
    let moto: Moto;
    beforeAll(async () => {
      moto = await startMoto(motoServer ?? '');
      pointSdkTo(moto.endpoint);
      for (const region of REGIONS) {
        const client = new CloudFormationClient({ region });
        await client.send(new CreateStackCommand({ StackName: STACK, TemplateBody: TEMPLATE }));
      }
    }, timeLimit(60_000));
    afterAll(async () => {
      vi.unstubAllEnvs();
      await moto?.stop();
    });

    const both = ['--stack', STACK, '--region', REGIONS.join(',')];
    const jobs = (args: string[], around?: Around): Promise<Ended> => runCommand(jobsCommand, args, around);
    const clients = (args: string[], around?: Around): Promise<Ended> => runCommand(clientsCommand, args, around);
    const ledgerIn = async (region: string) =>
      dynamodbLedger((await readStack(STACK, region))?.outputs['LedgerTable'] ?? '', { region });

    /** A customer of one Region, and a job of theirs that is stuck. */
    async function addClientWithJob(region: string): Promise<{ clientId: string; jobId: string }> {
      const [clientId, jobId] = [randomUUID(), randomUUID()];
      await clients(['add', clientId, '--stack', STACK, '--region', region], { input: 'made-up' });
      await (await ledgerIn(region)).write(newEntry(jobId, clientId, Date.now()), undefined);
      return { clientId, jobId };
    }

    it('has its clients and jobs in one table, each with its Region', async () => {
      const [american, european] = [await addClientWithJob('us-east-1'), await addClientWithJob('eu-west-1')];

      const listedClients = await clients(['list', ...both]);
      const listedJobs = await jobs(['list', ...both]);
      const asJson = await jobs(['list', '--json', ...both]);

      for (const { output } of [listedClients, listedJobs]) {
        expect(output.split('\n')[0]).toMatch(/^REGION +/);
        expect(output).toMatch(new RegExp(`^us-east-1 .*${american.clientId}`, 'm'));
        expect(output).toMatch(new RegExp(`^eu-west-1 .*${european.clientId}`, 'm'));
      }
      const told = asJson.output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(told.map(({ region, jobId }) => [region, jobId])).toEqual([
        ['us-east-1', american.jobId],
        ['eu-west-1', european.jobId],
      ]);
    });

    it('shows, retries and enables what one of the Regions has, wherever that is', async () => {
      const { clientId, jobId } = await addClientWithJob('eu-west-1');

      const shown = await jobs(['show', jobId, '--json', ...both]);
      const retried = await jobs(['retry', jobId, ...both]);
      const disabled = await clients(['disable', clientId, ...both]);

      expect(JSON.parse(shown.output)).toMatchObject({ region: 'eu-west-1', jobId });
      expect(retried).toMatchObject({
        code: 0,
        output: expect.stringContaining(`eu-west-1: Job ${jobId} is queued again`),
      });
      expect(disabled).toEqual({ code: 0, output: `eu-west-1: Client ${clientId} is disabled.\n`, errors: '' });
    });

    it('tells of each Region that it does not know a job', async () => {
      const { code, errors } = await jobs(['show', 'nobody', ...both]);

      expect(code).toBe(1);
      expect(errors).toMatch(/^us-east-1: The ledger has no job nobody\..*\neu-west-1: The ledger has no job nobody\./);
    });

    it('is examined in both Regions', async () => {
      const doctor = doctorCommand(async () => ({ actions: [] }));

      const { output } = await runCommand(doctor, ['--no-poll', ...both]);

      for (const region of REGIONS) {
        for (const check of ['credentials', 'clock', 'stack', 'ledger', 'clients', 'queue', 'dead letters']) {
          expect(output).toMatch(new RegExp(`^${region} +${STACK} +${check} +ok `, 'm'));
        }
      }
    });

    it('takes a token in one Region only', async () => {
      const ended = await clients(['add', randomUUID(), ...both], { input: 'made-up' });

      expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('A client token is of one Region.') });
    });

    it('has a Region that lost its table told by the table and the Region, beside the other Region', async () => {
      const lost = (await readStack(STACK, 'us-east-1'))?.outputs['LedgerTable'] ?? '';
      await new DynamoDBClient({ region: 'us-east-1' }).send(new DeleteTableCommand({ TableName: lost }));

      const { code, output, errors } = await jobs(['list', ...both]);

      expect(code).toBe(1);
      expect(output).toMatch(/^eu-west-1 /m);
      expect(errors).toMatch(
        new RegExp(`^us-east-1: AWS answered ResourceNotFoundException.*the ledger ${lost}.*in us-east-1\\.`, 'm'),
      );
    });
  },
);
