import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CredentialScope, createCredentialIssuer } from '../../../local/http/credentials.ts';

const scope: CredentialScope = {
  jobId: 'job-1',
  bucketName: 'pipeline-artifacts',
  readKeys: ['checkout/SourceArti/4hTq2'],
  writeKeys: ['checkout/Report/x8Lm1'],
  encryptionKeyId: undefined,
};
const masterKey = randomBytes(32);
let now = Date.parse('2026-11-24T12:00:00Z');
const clock = { now: () => now, sleep: async () => {} };
const issuer = createCredentialIssuer(masterKey, clock);

describe('a credential issuer', () => {
  it('issues credentials in the form that AWS gives them', () => {
    const credentials = issuer.issue(scope, 900);

    expect(credentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(credentials.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    expect(credentials.sessionToken).toMatch(/^[A-Za-z0-9+/]{200,}=*$/);
  });

  it('opens what it issued', () => {
    const { accessKeyId, secretAccessKey, sessionToken } = issuer.issue(scope, 900);

    const opened = issuer.open(accessKeyId, sessionToken);

    expect(opened).toEqual({ secretAccessKey, scope, expired: false });
  });

  it('opens after a restart what was issued before it', () => {
    const { accessKeyId, secretAccessKey, sessionToken } = issuer.issue(scope, 900);

    const opened = createCredentialIssuer(masterKey, clock).open(accessKeyId, sessionToken);

    expect(opened?.secretAccessKey).toBe(secretAccessKey);
  });

  it('says that credentials have run out as soon as their lifetime is over', () => {
    const { accessKeyId, sessionToken } = issuer.issue(scope, 900);

    now += 899_999;
    const before = issuer.open(accessKeyId, sessionToken);
    now += 1;
    const after = issuer.open(accessKeyId, sessionToken);

    expect([before?.expired, after?.expired]).toEqual([false, true]);
  });

  it('does not open a token of another issuer', () => {
    const { accessKeyId, sessionToken } = createCredentialIssuer(randomBytes(32), clock).issue(scope, 900);

    expect(issuer.open(accessKeyId, sessionToken)).toBeUndefined();
  });

  it('does not open the token of another access key', () => {
    const first = issuer.issue(scope, 900);
    const second = issuer.issue(scope, 900);

    expect(issuer.open(first.accessKeyId, second.sessionToken)).toBeUndefined();
  });

  it('does not open a token in which any one byte was altered', () => {
    const { accessKeyId, sessionToken } = issuer.issue(scope, 900);
    const bytes = Buffer.from(sessionToken, 'base64');

    const opened = Array.from(bytes, (_, index) => {
      const copy = Buffer.from(bytes);
      copy[index] = (copy[index] ?? 0) ^ 1;
      return issuer.open(accessKeyId, copy.toString('base64'));
    });

    expect(new Set(opened)).toEqual(new Set([undefined]));
  });

  it.each(['', 'FwoGZXIvYXdzEXAMPLE', '*'.repeat(300)])('does not open the foreign token "%s"', (token) => {
    expect(issuer.open(`${'ASIA'}IOSFODNN7EXAMPLE`, token)).toBeUndefined();
  });

  it('opens a token in its one exact spelling only', () => {
    const { accessKeyId, sessionToken } = issuer.issue(scope, 900);

    const opened = [`${sessionToken} `, `\n${sessionToken}`, `${sessionToken}=`].map((token) =>
      issuer.open(accessKeyId, token),
    );

    expect(opened).toEqual([undefined, undefined, undefined]);
  });

  it('shows nothing of the scope in the token', () => {
    const { sessionToken } = issuer.issue(scope, 900);

    expect(Buffer.from(sessionToken, 'base64').toString('latin1')).not.toContain('job-1');
  });

  it('refuses a master key that is too short', () => {
    expect(() => createCredentialIssuer(randomBytes(31), clock)).toThrow('at least 32 bytes, got 31');
  });
});
