import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { readStep } from '../../../local/chaos/step.ts';

const JOB_ID = '9b1d7c1e-0f4c-4f0e-9a55-6d1f0f0f2c11';

/** What a write to the ledger under this key does. */
const readWrite = (jobId: string) =>
  readStep({
    ...{ service: 'dynamodb', operation: 'PutItem', sender: 'worker-a', request: new IncomingMessage(new Socket()) },
    body: async () =>
      Buffer.from(
        JSON.stringify({
          TableName: 'ledger',
          Item: { jobId: { S: jobId }, phase: { S: 'decided' }, attempt: { N: '2' } },
        }),
      ),
    forward: () => Promise.reject(new Error('nothing is sent')),
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
