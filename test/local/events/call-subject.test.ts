import { expect, it } from 'vitest';
import { createCallSubjects } from '../../../local/events/call-subject.ts';

it('the jobs of a call on many are those that it names, whoever sent it', () => {
  const subjects = createCallSubjects();
  subjects.begin('poller-1', 'another job');
  const bodies = ['a', 'b'].map((jobId) => JSON.stringify({ clientId: 'c-1', jobId }));
  const keys = ['a', 'b'].map((jobId) => ({ jobId: { S: jobId } }));

  const sent = { Entries: bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody })) };
  const read = { RequestItems: { ledger: { Keys: keys, ConsistentRead: true } } };

  const sender = 'poller-1';
  expect(subjects.of({ service: 'sqs', operation: 'SendMessageBatch', sender }, sent, {})).toEqual(['a', 'b']);
  expect(subjects.of({ service: 'dynamodb', operation: 'BatchGetItem', sender }, read, {})).toEqual(['a', 'b']);
});
