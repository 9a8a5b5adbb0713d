import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text, so that whoever keeps it can neither read nor change it.
 * @param key 32 bytes.
 * @param boundTo A text that is not secret and must be the same when the text is unsealed.
 */
export function seal(text: string, key: Buffer, boundTo = ''): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Undoes `seal`; undefined when key or `boundTo` differ from those of `seal`, or the text is not whole. */
export function unseal(sealed: string, key: Buffer, boundTo = ''): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  // Node skips what is not base64, so that one text would have many spellings.
  if (bytes.toString('base64') !== sealed) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(boundTo))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
