import { type Found, matching, scannerOf } from './scanner.ts';

/** "-----BEGIN … PRIVATE KEY-----" of RFC 7468, OpenSSH and PGP, and the four dashes of SSH2 (RFC 4716). */
const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/;

/** In characters; an RSA key of 16,384 bits has about 12,500, and twice as many when it is quoted line by line. */
const MAX_KEY = 40_000;

/** The shortest there are, Ed25519 and X25519 as PKCS#8, have 48 bytes. */
const MIN_BYTES = 40;
/** A key without one of its lines is useless, so it is not reported; one without its short last line still is. */
const MIN_SHARE = 0.8;

/** A stretch of base64 that stands by itself: one line of a key, however the lines are quoted and joined. */
const BASE64 = /[A-Za-z0-9+/]{16,}={0,2}/g;

/** The first bytes of what is not DER: OpenSSH's "openssh-key-v1", and the magic number of SSH2. */
const MAGIC = [Buffer.from('openssh-key-v1\0'), Buffer.from('3f6ff9eb', 'hex')];
/** A secret-key packet in its two formats (RFC 9580, 4.2), whose length takes one, two or four bytes. */
const PGP_TAGS = [0x94, 0x95, 0x96, 0xc5];

function* findPem(text: string): Generator<Found> {
  const begins = [...text.matchAll(BEGIN)];
  for (const [at, { index: start, 0: label }] of begins.entries()) {
    const bodyAt = start + label.length;
    const body = text.slice(bodyAt, Math.min(begins[at + 1]?.index ?? text.length, bodyAt + MAX_KEY));
    const end = END.exec(body);
    if (end && holdsKey(body.slice(0, end.index), label)) {
      yield { start, end: bodyAt + end.index + end[0].length };
    }
  }
}

/** Whether a key that was written between two lines is a whole one, and not an example with its middle left out. */
function holdsKey(body: string, label: string): boolean {
  const lines = body.replace(/\\+[nrt]|&#(?:10|xa);|%0A/gi, '\n').match(BASE64) ?? [];
  const isEncrypted = /Proc-Type: *4, *ENCRYPTED/.test(body);
  // Ahead of the key there can be headers, such as the initialization vector of an encrypted one.
  return lines.slice(0, 4).some((_, first) => {
    const bytes = Buffer.from(lines.slice(first).join(''), 'base64');
    if (bytes.length < MIN_BYTES) return false;
    // Keys that OpenSSL encrypted before PKCS#8 have no structure that can be checked.
    return isEncrypted || (label.includes('PGP') ? PGP_TAGS.includes(bytes[0] ?? 0) : isKey(bytes));
  });
}

function isKey(bytes: Buffer): boolean {
  if (MAGIC.some((magic) => bytes.subarray(0, magic.length).equals(magic))) return true;
  return bytes.length >= MIN_SHARE * lengthOfSequence(bytes);
}

/** The length that a DER sequence says it has, its header included; infinite for bytes that are not one. */
function lengthOfSequence(bytes: Buffer): number {
  const [tag, length = 0] = bytes;
  if (tag !== 0x30) return Number.POSITIVE_INFINITY;
  if (length < 0x80) return 2 + length;
  const width = length & 0x7f;
  return width === 1 || width === 2 ? 2 + width + bytes.readUIntBE(2, width) : Number.POSITIVE_INFINITY;
}

/** Whether base64 stands for a PEM text, as in a Secret of Kubernetes or a kubeconfig file. */
const isPemInside = (value: string) => !findPem(Buffer.from(value, 'base64').toString('latin1')).next().done;

/** Private keys in the forms that tools write. */
export const privateKeys = scannerOf('privatekey', {
  PrivateKey: { message: 'Found private key', find: findPem },
  PrivateKeyBase64: {
    message: 'Found private key in base64',
    find: matching(/(?<![A-Za-z0-9+/])(?<value>LS0tLS1CRUdJTi[A-Za-z0-9+/]{60,20000}={0,2})/dg, isPemInside),
  },
  PrivateKeyPuTTY: {
    message: 'Found private key of PuTTY',
    find: matching(/^Private-Lines: *\d+\s+(?<value>[A-Za-z0-9+/]{40,}[A-Za-z0-9+/=\s]{0,20000})/dgm, (_, { text }) =>
      text.includes('PuTTY-User-Key-File-'),
    ),
  },
  PrivateKeyJWK: {
    message: 'Found private key as JSON Web Key',
    find: matching(/"d"\s{0,20}:\s{0,20}"(?<value>[\w-]{42,2000})"/dg, (_, { text }) => /"kty"\s*:/.test(text)),
  },
});
