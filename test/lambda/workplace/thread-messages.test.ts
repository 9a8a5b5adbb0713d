import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../lambda/workplace/thread-messages.ts';

describe('a message of an action’s thread', () => {
  it.each([
    { kind: 'log', level: 'warn', message: 'm', fields: { a: 1 } },
    { kind: 'hide', call: 0, secrets: ['s'] },
    { kind: 'moved', artifact: 'Source', direction: 'read', bytes: 7 },
    { kind: 'begin', call: 0 },
    { kind: 'remember', call: 1, key: 'k', value: 'v' },
    { kind: 'credentials', call: 2, refused: { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' } },
    { kind: 'threw', type: 'JobFailed', message: 'm', cause: { deeper: true } },
    { kind: 'ended', outcome: { kind: 'succeeded', summary: 's', percentComplete: 7 } },
    { kind: 'ended', outcome: { kind: 'succeeded', variables: { A: 'b' } } },
    { kind: 'ended', outcome: { kind: 'succeeded', currentRevision: { revision: 'r', changeIdentifier: 'c' } } },
    { kind: 'ended', outcome: { kind: 'continues', continuationToken: 't' } },
    { kind: 'ended', outcome: { kind: 'failed', type: 'JobFailed', message: 'm', externalExecutionId: 'run-1' } },
  ])('is read: %j', (message) => {
    expect(readMessage(message)).toEqual(message);
  });

  it.each([
    undefined,
    null,
    'ended',
    [],
    {},
    { kind: 'change', phase: 'reported' },
    { kind: 'log', level: 'count', message: 'JobsFailed' },
    { kind: 'log', level: 'info', message: 7 },
    { kind: 'hide', call: 0, secrets: [7] },
    { kind: 'moved', artifact: 'Source', direction: 'read', bytes: -1 },
    { kind: 'moved', artifact: 'Source', direction: 'sideways', bytes: 1 },
    { kind: 'begin' },
    { kind: 'remember', call: '1', key: 'k', value: 'v' },
    { kind: 'remember', call: 1, key: 'k', value: { toString: 'v' } },
    { kind: 'threw', type: 'NoSuchType', message: 'm' },
    { kind: 'ended', outcome: { kind: 'continues' } },
    { kind: 'ended', outcome: { kind: 'toString' } },
  ])('is not taken for one: %j', (message) => {
    expect(readMessage(message)).toBeUndefined();
  });

  it('with an outcome is read as every outcome is, and brings nothing else along', () => {
    const variables = { A: { toString: 'b' } };
    const outcome = { kind: 'succeeded', phase: 'reported', summary: 7, percentComplete: '7', variables };

    expect(readMessage({ kind: 'ended', outcome, phase: 'lost' })).toEqual({
      kind: 'ended',
      outcome: { kind: 'succeeded', summary: '7', percentComplete: 7 },
    });
  });
});
