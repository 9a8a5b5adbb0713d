import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { readStep } from '../../../local/chaos/step.ts';

const JOB_ID = '9b1d7c1e-0f4c-4f0e-9a55-6d1f0f0f2c11';

const readCall = (operation: string, body: object) =>
  readStep({
    ...{ service: 'dynamodb', operation, sender: 'worker-a', request: new IncomingMessage(new Socket()) },
    body: async () => Buffer.from(JSON.stringify(body)),
    forward: () => Promise.reject(new Error('nothing is sent')),
  });

/** What a write to the ledger under this key does. */
const readWrite = (jobId: string) =>
  readCall('PutItem', {
    TableName: 'ledger',
    Item: { jobId: { S: jobId }, phase: { S: 'decided' }, attempt: { N: '2' } },
  });

it('reads the phase and the attempt out of the entry of a job', async () => {
  expect(await readWrite(JOB_ID)).toMatchObject({
    name: 'PutItem ledger',
    jobId: JOB_ID,
    entry: { phase: 'decided', attempt: 2 },
  });
});

it('does not take an entry that is not a job’s for one', async () => {
  const step = await readWrite('rounds:c9f0');

  expect([step.name, step.jobId, step.entry]).toEqual(['PutItem ledger', undefined, undefined]);
});

it('names a read of many entries after their table', async () => {
  const step = await readCall('BatchGetItem', { RequestItems: { ledger: { Keys: [{ jobId: { S: JOB_ID } }] } } });

  expect([step.name, step.jobId]).toEqual(['BatchGetItem ledger', undefined]);
});
