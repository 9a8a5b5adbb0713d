import { header, type ReceivedRequest } from './canonical-request.ts';
import { SignatureRefused } from './signature-refused.ts';

/** The signer that a request names. */
export interface Signer {
  accessKeyId: string;
  sessionToken: string | undefined;
}

/** What a request says about its signature. */
export interface Authorization extends Signer {
  /** Date, region, service and terminator. */
  scope: string;
  /** In the form YYYYMMDDTHHMMSSZ. */
  date: string;
  signedHeaders: string[];
  signature: string;
  /** Only for a presigned URL: how long it is valid from its date, in seconds. */
  expiresSeconds?: number;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';
/** "Authenticating Requests: Using Query Parameters" in the Amazon S3 API Reference: seven days. */
const MAX_EXPIRES_SECONDS = 604_800;
const PARAMETERS = ['Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'] as const;

/** Whether the query carries the signature, as that of a presigned URL does. */
export const isPresigned = ({ url, headers }: Pick<ReceivedRequest, 'url' | 'headers'>): boolean =>
  headers.authorization === undefined && queryOf(url).has('X-Amz-Signature');

/** What a presigned URL says about its body: usually nothing. */
export const presignedPayloadHash = (url: string): string =>
  queryOf(url).get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';

/** The Authorization header of a request. @throws SignatureRefused */
export function headerAuthorization(request: ReceivedRequest): Authorization {
  const value = request.headers.authorization;
  if (value === undefined) {
    throw new SignatureRefused('MissingAuthenticationToken', 'The request has no Authorization header.');
  }
  const [algorithm, ...rest] = value.split(' ');
  if (algorithm !== ALGORITHM) {
    throw new SignatureRefused('IncompleteSignature', `The Authorization header must begin with ${ALGORITHM}.`);
  }
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((field): [string, string] => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  );
  const [credential, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => {
    const field = fields.get(name);
    if (!field) throw new SignatureRefused('IncompleteSignature', `The Authorization header has no ${name}.`);
    return field;
  }) as [string, string, string];
  return {
    ...credentialOf(credential),
    date: header(request, 'x-amz-date') ?? '',
    sessionToken: header(request, 'x-amz-security-token'),
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

/** What the query of a presigned URL says. @throws SignatureRefused */
export function queryAuthorization({ url }: ReceivedRequest): Authorization {
  const query = queryOf(url);
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw malformed(`X-Amz-Algorithm must be ${ALGORITHM}.`);
  const [credential, date, expires, signedHeaders, signature] = PARAMETERS.map((name) => {
    const [value, ...others] = query.getAll(`X-Amz-${name}`);
    if (!value || others.length > 0) throw malformed(`The query must have X-Amz-${name} once.`);
    return value;
  }) as [string, string, string, string, string];
  const expiresSeconds = /^\d{1,7}$/.test(expires) ? Number(expires) : 0;
  if (expiresSeconds < 1 || expiresSeconds > MAX_EXPIRES_SECONDS) {
    throw malformed(`X-Amz-Expires must be 1 to ${MAX_EXPIRES_SECONDS} seconds.`);
  }
  return {
    ...credentialOf(credential),
    date,
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    signedHeaders: signedHeaders.split(';'),
    signature,
    expiresSeconds,
  };
}

function credentialOf(credential: string): Pick<Authorization, 'accessKeyId' | 'scope'> {
  const [accessKeyId = '', ...scope] = credential.split('/');
  return { accessKeyId, scope: scope.join('/') };
}

const malformed = (message: string) => new SignatureRefused('MalformedQuery', message);

const queryOf = (url: string) => new URLSearchParams(url.split(/\?(.*)/s)[1]);
