import { describe, expect, it } from 'vitest';
import { failedMessages } from '../../../local/lambda/batch-response.ts';

const BATCH = ['one', 'two', 'three'];

describe('the response to a batch', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an object without the list', {}],
    ['a list that is null', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
  ])('means that every message is done when it is %s', (_, response) => {
    expect(failedMessages(response, BATCH)).toEqual([]);
  });

  it('names the messages that are not done', () => {
    const response = { batchItemFailures: [{ itemIdentifier: 'three' }, { itemIdentifier: 'one' }] };

    const failed = failedMessages(response, BATCH);

    expect(failed).toEqual(['three', 'one']);
  });

  it.each([
    ['a text', 'fine'],
    ['a list that is not one', { batchItemFailures: 'one' }],
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: 'one' }, { itemIdentifier: 'four' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['an identifier that is null', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['another key', { batchItemFailures: [{ messageId: 'one' }] }],
    ['null in place of a failure', { batchItemFailures: [null] }],
  ])('means that no message is done when it holds %s', (_, response) => {
    expect(failedMessages(response, BATCH)).toEqual(BATCH);
  });
});
