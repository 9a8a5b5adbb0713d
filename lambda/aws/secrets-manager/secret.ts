import { CodePipelineClient } from '@aws-sdk/client-codepipeline';

/** How long a value that was read is trusted, in milliseconds. */
const TRUSTED_FOR = 5 * 60_000;
const TIME_LIMIT = 10_000;
const MAX_TRIES = 3;

/** Gives the current value of a secret. @throws Error when Secrets Manager gives none; it never shows the value. */
export type ReadSecret = () => Promise<string>;

/**
 * A secret of Secrets Manager, read again every few minutes. It is one signed request, because the SDK's client for this one
 * call would make each bundle a fifth larger.
 * Source: AWS Secrets Manager API Reference, GetSecretValue.
 */
export function secretsManagerSecret(arn: string, endpoint = endpointOf(arn)): ReadSecret {
  let known: { value: Promise<string>; until: number } | undefined;
  return async () => {
    if (known && known.until > Date.now()) return known.value;
    const value = readValue(arn, endpoint);
    known = { value, until: Date.now() + TRUSTED_FOR };
    value.catch(() => {
      known = undefined;
    });
    return value;
  };
}

async function readValue(arn: string, endpoint: string): Promise<string> {
  let why = '';
  for (let tried = 0; tried < MAX_TRIES; tried++) {
    const { method, headers, body } = await signedRequest(arn, new URL(endpoint));
    try {
      const response = await fetch(endpoint, { method, headers, body, signal: AbortSignal.timeout(TIME_LIMIT) });
      const answer: Record<string, unknown> = Object(await response.json());
      if (typeof answer['SecretString'] === 'string') return answer['SecretString'];
      why = `it answered ${response.status} ${answer['__type'] ?? ''}`.trim();
      if (response.status < 500 && response.status !== 429) break;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
  }
  throw new Error(`Secrets Manager did not give the value of ${arn}: ${why}`);
}

/** The request as the SDKs send it: POST, the call in a header, the input in JSON. A client of the SDK signs it. */
async function signedRequest(arn: string, { protocol, host, hostname, port, pathname: path }: URL) {
  const region = regionOf(arn);
  const { signer } = new CodePipelineClient({ region }).config;
  if (!signer) throw new Error('This release of the SDK has clients without a signer');
  const scheme = { name: 'sigv4', signingName: 'secretsmanager', signingRegion: region, properties: {} };
  return (await signer(scheme)).sign({
    ...{ method: 'POST', protocol, hostname, path },
    ...(port && { port: Number(port) }),
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: JSON.stringify({ SecretId: arn }),
  });
}

const regionOf = (arn: string) => arn.split(':')[3] ?? '';

function endpointOf(arn: string): string {
  const suffix = arn.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? `https://secretsmanager.${regionOf(arn)}.${suffix}`;
}
