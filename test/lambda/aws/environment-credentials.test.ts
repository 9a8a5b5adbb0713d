import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../../lambda/aws/environment-credentials.ts';

afterEach(() => vi.unstubAllEnvs());

function setEnvironment(accessKeyId: string, secretAccessKey: string, sessionToken: string): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
}

describe('the credentials of a function', () => {
  it('are the ones that Lambda put into the environment', async () => {
    setEnvironment('ASIAEXAMPLE', 'secret', 'token');

    const credentials = await defaultProvider()();

    expect(credentials).toEqual({ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' });
  });

  it('have no session token when there is none', async () => {
    setEnvironment('test', 'test', '');

    const credentials = await defaultProvider()();

    expect(credentials).toEqual({ accessKeyId: 'test', secretAccessKey: 'test' });
  });

  it.each([
    ['', 'secret'],
    ['ASIAEXAMPLE', ''],
  ])('are refused when half of the key pair is missing (%o, %o)', async (accessKeyId, secretAccessKey) => {
    setEnvironment(accessKeyId, secretAccessKey, 'token');

    const read = defaultProvider()();

    await expect(read).rejects.toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both be set');
  });
});
