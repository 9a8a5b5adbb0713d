import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secretsManagerSecret } from '../../../../lambda/aws/secrets-manager/secret.ts';
import { type Scripted, type ScriptedServer, serviceError, startScriptedServer } from '../scripted-server.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Sealing-AbCdEf';

let server: ScriptedServer | undefined;
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret key');
  vi.stubEnv('AWS_SESSION_TOKEN', 'a session token');
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await server?.close();
});

async function openSecret(...script: Scripted[]) {
  server = await startScriptedServer(script);
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.url);
  return { secret: secretsManagerSecret(ARN), requests: server.requests };
}

const value = (SecretString: string): Scripted => ({ status: 200, body: { ARN, SecretString } });

describe('a secret of Secrets Manager', () => {
  it('is asked for by its ARN, in a request that is signed for the Region that the ARN names', async () => {
    const { secret, requests } = await openSecret(value('open sesame'));

    expect(await secret()).toBe('open sesame');

    const [{ target, body, headers } = { target: '', body: '', headers: {} }] = requests;
    expect([target, JSON.parse(body)]).toEqual(['secretsmanager.GetSecretValue', { SecretId: ARN }]);
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-central-1\/secretsmanager\/aws4_request, SignedHeaders=\S*host\S*, Signature=[0-9a-f]{64}$/,
    );
    expect(headers['x-amz-security-token']).toBe('a session token');
  });

  it('is asked for once in five minutes, by all who need it at the same time', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { secret, requests } = await openSecret(value('first'), value('second'));

    expect(await Promise.all([secret(), secret()])).toEqual(['first', 'first']);
    vi.setSystemTime(Date.now() + 299_000);
    expect([await secret(), requests.length]).toEqual(['first', 1]);
    vi.setSystemTime(Date.now() + 2_000);
    expect([await secret(), requests.length]).toEqual(['second', 2]);
  });

  it('is asked for again after a failure of the service, and a refusal is told without another try', async () => {
    const failing = await openSecret({ status: 503, body: {} }, value('open sesame'));
    expect(await failing.secret()).toBe('open sesame');
    await server?.close();

    const { secret, requests } = await openSecret(serviceError('AccessDeniedException'), value('open sesame'));
    await expect(secret()).rejects.toThrow(
      `Secrets Manager did not give the value of ${ARN}: it answered 400 AccessDeniedException`,
    );
    expect(requests).toHaveLength(1);
    expect(await secret()).toBe('open sesame');
  });
});
