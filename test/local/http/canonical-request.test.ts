import { describe, expect, it } from 'vitest';
import { canonicalRequest } from '../../../local/http/canonical-request.ts';

const linesOf = (url: string, service: string, headers: Record<string, string> = {}) =>
  canonicalRequest({ method: 'GET', url, headers, payloadHash: 'hash' }, service, Object.keys(headers)).split('\n');

describe('canonicalRequest', () => {
  it('sorts the query by name and then by value, each in one encoding', () => {
    const [, , query] = linesOf('/?b=2&a-b=1&a=2&uploads&a=%31&c=x/y&&d=%7e%2a', 's3');

    expect(query).toBe('a=1&a=2&a-b=1&b=2&c=x%2Fy&d=~%2A&uploads=');
  });

  it('encodes a path once for S3 and as sent once more for any other service', () => {
    const paths = ['s3', 'codepipeline'].map((service) => linesOf("/a%20b/(c)'/..//%C3%A9", service)[1]);

    expect(paths).toEqual(['/a%20b/%28c%29%27/..//%C3%A9', '/a%2520b/%28c%29%27/..//%25C3%25A9']);
  });

  it('takes what is not well percent-encoded as it stands', () => {
    expect(linesOf('/100%?a=%zz', 's3').slice(1, 3)).toEqual(['/100%25', 'a=%25zz']);
  });

  it('trims the values of headers and makes several blanks one', () => {
    expect(linesOf('/', 's3', { host: ' a  b ', 'x-amz-date': 'c' }).slice(3)).toEqual([
      'host:a b',
      'x-amz-date:c',
      '',
      'host;x-amz-date',
      'hash',
    ]);
  });
});
