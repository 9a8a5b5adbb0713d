import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { expect, it, onTestFinished } from 'vitest';
import { createTables } from '../../../local/dynamodb/tables.ts';
import { clientsTableName, ledgerTableName, localKeyPair } from '../../../model/local/services.ts';

it('the tables can be used once they are created, however long that takes', async () => {
  const database = dynalite({ createTableMs: 200 });
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => database.close(() => resolve())));
  const endpoint = `http://127.0.0.1:${Object(database).address().port}`;
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: localKeyPair });
  onTestFinished(() => client.destroy());

  await createTables(client);

  const customer = { TableName: clientsTableName, Item: { clientId: { S: 'one' } } };
  const job = { TableName: ledgerTableName, Item: { jobId: { S: 'one' } } };
  for (const row of [customer, job]) {
    await expect(client.send(new PutItemCommand(row))).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  }
});
