import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbLedger } from '../../lambda/aws/dynamodb/ledger.ts';
import { newEntry } from '../../lambda/job/ledger.ts';
import { clientsCommand } from '../../operate/clients/clients-command.ts';
import { jobsCommand } from '../../operate/jobs/jobs-command.ts';
import { hasCommand } from '../has-command.ts';
import { runCommand } from '../operate/run-command.ts';
import { linesRunBy } from '../repository/runbook-lines.ts';
import { timeLimit } from '../time-limit.ts';
import { motoServer } from './moto.ts';
import { missingMoto, type Rehearsal, startRehearsal } from './rehearsal.ts';

const missing =
  missingMoto || (hasCommand('aws', '--version') ? '' : ' (skipped: needs aws on the PATH, pip install awscli)');

const CLIENT = 'c0ffee00-0000-4000-8000-000000000001';
const JOB = 'c0ffee00-0000-4000-8000-00000000000a';

describe.skipIf(motoServer === undefined || missing !== '')(
  `restored tables${missing}`,
  { timeout: timeLimit(240_000) },
  () => {
    let rehearsal: Rehearsal;
    let before: Record<string, string>;
    let after: Record<string, string>;

    /** One line after the other as the runbook has them; a deploy is that of the rehearsed app. */
    beforeAll(async () => {
      rehearsal = await startRehearsal();
      ({ outputs: before } = await rehearsal.deploy());
      const config = { endpoint: rehearsal.environment.AWS_ENDPOINT_URL };
      const client = { clientId: { S: CLIENT }, clientToken: { S: 'made-up' }, state: { S: 'active' } };
      await rehearsal.dynamodb.send(new PutItemCommand({ TableName: before['ClientsTable'], Item: client }));
      const ledger = dynamodbLedger(before['LedgerTable'] ?? '', { ...config, region: 'us-east-1' });
      await ledger.write(newEntry(JOB, CLIENT, Date.now()), undefined);

      for (const line of linesRunBy('restore')) {
        const [, options] = /^npm run deploy -- (.*)$/.exec(line) ?? [];
        if (options !== undefined) ({ outputs: after } = await rehearsal.deploy(...options.split(' ')));
        else await promisify(execFile)('sh', ['-euc', line], { env: { ...rehearsal.environment, ...namesOf(before) } });
      }
    }, timeLimit(240_000));
    afterAll(() => rehearsal?.close());

    const namesOf = (outputs: Record<string, string>) => ({
      CLIENTS_TABLE: outputs['ClientsTable'] ?? '',
      LEDGER_TABLE: outputs['LedgerTable'] ?? '',
    });

    it('are what the stack names to its functions and to its operators', () => {
      const functions = Object.values<{ Type: string; Properties: object }>(rehearsal.readTemplate().Resources)
        .filter(({ Type }) => Type === 'AWS::Lambda::Function')
        .map(({ Properties }) => JSON.stringify(Properties));

      expect(namesOf(after)).toEqual({ CLIENTS_TABLE: 'clients-restored', LEDGER_TABLE: 'ledger-restored' });
      expect(functions.filter((one) => one.includes('"LEDGER_TABLE":"ledger-restored"'))).toHaveLength(3);
      expect(functions.filter((one) => one.includes('"CLIENTS_TABLE":"clients-restored"'))).toHaveLength(2);
    });

    it('hold the clients and the jobs', async () => {
      const endpoint = rehearsal.environment.AWS_ENDPOINT_URL;
      const environment = { ...namesOf(after), AWS_ENDPOINT_URL_DYNAMODB: endpoint, QUEUE_URL: `${endpoint}/queue` };

      const clients = await runCommand(clientsCommand, ['list'], { environment });
      const job = await runCommand(jobsCommand, ['show', JOB], { environment });

      expect(clients.output).toContain(`${CLIENT}  active`);
      expect(job).toMatchObject({ code: 0, output: expect.stringContaining('queued') });
    });

    it('are protected as those of the stack are, and forget jobs as they do', async () => {
      const found = await Promise.all(
        Object.values(namesOf(after)).map(async (TableName) => {
          const { dynamodb } = rehearsal;
          const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
          const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
          const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
          return {
            isProtected: Table?.DeletionProtectionEnabled,
            recovery: backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
            forgets: TimeToLiveDescription?.AttributeName,
          };
        }),
      );

      const kept = { isProtected: true, recovery: 'ENABLED' };
      expect(found).toEqual([
        { ...kept, forgets: undefined },
        { ...kept, forgets: 'expiresAt' },
      ]);
    });
  },
);
