import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsTableName, localKeyPair } from '../../../model/local/services.ts';
import { clientsCommand } from '../../../operate/clients/clients-command.ts';
import { runCommand } from '../run-command.ts';
import { type Stack, startStack } from '../started-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

/** As code of a partner's own writes it, which checks nothing. */
async function putClient(texts: Readonly<Record<string, string>>): Promise<string> {
  const clientId = randomUUID();
  const all = Object.entries({ clientId, clientToken: 'made-up', ...texts });
  const Item = Object.fromEntries(all.map(([name, text]) => [name, { S: text }]));
  const client = new DynamoDBClient({ endpoint: stack.dynamodb.url, region: 'us-east-1', credentials: localKeyPair });
  await client.send(new PutItemCommand({ TableName: clientsTableName, Item }));
  client.destroy();
  return clientId;
}

describe('npm run clients -- export', () => {
  it.each(['=', '+', '-', '@'])('gives no cell that a spreadsheet runs, which it would from %s on', async (sign) => {
    const clientId = await putClient({ label: `${sign}1+1`, reason: `${sign}SUM(A1,A2)`, state: `${sign}1` });

    const { output } = await stack.runClients(['export']);

    expect(output).toContain(`${clientId},'${sign}1+1,'${sign}1,"'${sign}SUM(A1,A2)",`);
  });

  it.each(['Acme;=1+1', 'Acme; -1', 'Acme,@SUM(A1)', 'a\t+1'])(
    'gives no cell that one which parts cells elsewhere runs: %j',
    async (label) => {
      const clientId = await putClient({ label });

      const { output } = await stack.runClients(['export']);

      const [line = ''] = output.split('\n').filter((one) => one.startsWith(clientId));
      expect(line).toContain(`${clientId},"`);
      expect(line).not.toMatch(/[;,\t]\s*[=+\-@]/);
    },
  );

  it.each(['=1+1', '-1;@SUM(A1,A2)', "'quoted", "'=1", '"a" ; b', 'two\nlines', ' space ', 'Smith, Jones & Co'])(
    'is imported again as it is, with the label %j',
    async (label) => {
      const clientId = await putClient({ label, reason: label, state: 'odd;state' });
      const { output } = await stack.runClients(['export']);
      const [heading, ...lines] = output.trimEnd().split('\n');
      const own = lines.filter((line) => line.startsWith(clientId));

      const ended = await stack.runClients(['import', '-'], { input: [heading, ...own].join('\n') });

      expect(ended, ended.errors).toMatchObject({ code: 0, output: '1 clients: 1 unchanged.\n' });
    },
  );

  it('gives each client one line, whatever stands in its label', async () => {
    const clientId = await putClient({ label: 'two\nlines\u001b[2J' });

    const { output } = await stack.runClients(['export']);

    expect(output).toContain(`${clientId},"two\\u000alines\\u001b[2J",active,`);
  });

  it('gives no CSV of several Regions, in which no cell would tell them apart', async () => {
    const args = ['export', '--stack', 'S', '--region', 'us-east-1,eu-west-1'];

    const ended = await runCommand(clientsCommand, args, {
      environment: { AWS_ENDPOINT_URL: stack.controlPlane.url },
    });

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('CSV is of one Region') });
  });
});
