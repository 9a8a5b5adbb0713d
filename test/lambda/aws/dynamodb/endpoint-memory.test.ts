import { expect, it } from 'vitest';
import EndpointMemory from '../../../../lambda/aws/dynamodb/endpoint-memory.ts';

it('keeps what the cache of the SDK would keep', () => {
  const memory = new EndpointMemory<string, string[]>(1000);
  memory.set('key', ['dynamodb.us-east-1.amazonaws.com']);

  expect(memory.peek('key')).toEqual(['dynamodb.us-east-1.amazonaws.com']);
  expect([memory.get('key'), memory.has('key')]).toEqual([memory.peek('key'), true]);
  expect([memory.peek('other'), memory.has('other')]).toEqual([undefined, false]);
});
