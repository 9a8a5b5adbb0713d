import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import { seal, unseal } from '../../model/seal.ts';

/** What the credentials of one job give access to. */
export interface CredentialScope {
  jobId: string;
  bucketName: string;
  readKeys: string[];
  writeKeys: string[];
  /** The KMS key that uploads must name; undefined means the AWS managed key. */
  encryptionKeyId: string | undefined;
}

/** Temporary credentials in the form AWS gives them: a key ID beginning with ASIA, and an opaque token. */
export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** Makes credentials that carry their own scope, so that nothing is stored and a restart invalidates none. */
export interface CredentialIssuer {
  issue(scope: CredentialScope, lifetimeSeconds: number): SessionCredentials;
  /** Undefined for a token that is forged, altered, of another issuer, or of another access key. */
  open(
    accessKeyId: string,
    sessionToken: string,
  ): { secretAccessKey: string; scope: CredentialScope; expired: boolean } | undefined;
}

interface TokenContent {
  scope: CredentialScope;
  /** Epoch milliseconds. */
  expiresAt: number;
}

const KEY_BYTES = 32;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Issues and opens session credentials. The token is the scope and its end under AES-256-GCM, bound to the access key ID;
 * the secret follows from both.
 * @param masterKey At least 32 random bytes; whoever has it can issue.
 */
export function createCredentialIssuer(masterKey: Buffer, clock: Clock): CredentialIssuer {
  if (masterKey.length < KEY_BYTES) {
    throw new Error(`The master key must have at least ${KEY_BYTES} bytes, got ${masterKey.length}`);
  }
  const tokenKey = deriveKey(masterKey, 'session token');
  const secretKey = deriveKey(masterKey, 'secret access key');
  const secretFor = (accessKeyId: string, sessionToken: string) =>
    createHmac('sha256', secretKey).update(`${accessKeyId}\n${sessionToken}`).digest('base64').slice(0, 40);
  return {
    issue(scope, lifetimeSeconds) {
      const accessKeyId = newAccessKeyId();
      const content: TokenContent = { scope, expiresAt: clock.now() + lifetimeSeconds * 1000 };
      const sessionToken = seal(JSON.stringify(content), tokenKey, accessKeyId);
      return { accessKeyId, secretAccessKey: secretFor(accessKeyId, sessionToken), sessionToken };
    },
    open(accessKeyId, sessionToken) {
      const content = contentOf(unseal(sessionToken, tokenKey, accessKeyId));
      if (content === undefined) return undefined;
      return {
        secretAccessKey: secretFor(accessKeyId, sessionToken),
        scope: content.scope,
        expired: clock.now() >= content.expiresAt,
      };
    },
  };
}

const deriveKey = (masterKey: Buffer, purpose: string) =>
  Buffer.from(hkdfSync('sha256', masterKey, '', purpose, KEY_BYTES));

const newAccessKeyId = () => `ASIA${Array.from(randomBytes(16), (byte) => BASE32[byte % 32]).join('')}`;

function contentOf(text: string | undefined): TokenContent | undefined {
  return text === undefined ? undefined : JSON.parse(text);
}
