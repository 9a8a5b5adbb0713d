import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../lambda/action/secret.ts';
import { requireId } from '../../../../lambda/actions/partner-service/read-answer.ts';

describe('an id of the partner service', () => {
  const service = {
    url: new URL('https://service.example.com/?key=hidden'),
    token: new Secret('service-token-value'),
    tokenProperty: 'ServiceToken',
    signal: new AbortController().signal,
    surroundings: { local: false },
  };

  it.each(['7', 'run-17', 'a:b.c_d', 'x'.repeat(200)])('may be %s', (id) => {
    expect(requireId(service, id)).toBe(id);
  });

  it.each(['', '..', '.a', 'a/b', 'a b', 'x'.repeat(201), 17, undefined])('may not be %s', (id) => {
    expect(() => requireId(service, id)).toThrow('The service at service.example.com gave no usable "id"');
  });
});
