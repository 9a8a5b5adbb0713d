import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1') => key.export({ type, format: 'pem' }).toString().trim();
const sealed = (key: KeyObject) =>
  key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a' }).toString().trim();

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey;
const [p256, p384, p521] = (['P-256', 'P-384', 'P-521'] as const).map(
  (namedCurve) => generateKeyPairSync('ec', { namedCurve }).privateKey,
) as [KeyObject, KeyObject, KeyObject];
const ed25519 = generateKeyPairSync('ed25519').privateKey;

/** In the container of OpenSSH's PROTOCOL.key, as far as a scanner can tell without its passphrase. */
function openSsh(): string {
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0\0\0\0\x0aaes256-ctr', 'latin1'), noise(300)]);
  return armour('OPENSSH PRIVATE KEY', body, 70);
}

const noise = (length: number) =>
  Buffer.concat([rsa.export({ type: 'pkcs8', format: 'der' })]).subarray(100, 100 + length);

export function armour(label: string, body: Buffer, width = 64): string {
  const lines = body.toString('base64').match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}

/** A secret-key packet, behind the headers that GnuPG writes. */
const pgp = () =>
  armour('PGP PRIVATE KEY BLOCK', Buffer.concat([Buffer.from('95035d0465', 'hex'), noise(400)])).replace(
    '\n',
    '\nVersion: GnuPG v2\nComment: https://gnupg.org/documentation\n\n',
  );

/** As OpenSSL encrypted keys before PKCS#8: the initialization vector stands above the key. */
function encryptedPkcs1(): string {
  const body = rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'a' }).toString().trim();
  if (!body.includes('DEK-Info')) throw new Error('this is not the old form of encryption');
  return body;
}

const ssh2 = () =>
  armour('SSH2 ENCRYPTED PRIVATE KEY', Buffer.concat([Buffer.from('3f6ff9eb', 'hex'), noise(300)]), 70)
    .replaceAll('-----BEGIN ', '---- BEGIN ')
    .replaceAll('-----END ', '---- END ')
    .replaceAll('KEY-----', 'KEY ----');

const putty = () =>
  `${'PuTTY'}-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: work\nPublic-Lines: 1\n${noise(48).toString('base64')}\n` +
  `Private-Lines: 1\n${noise(36).toString('base64')}\nPrivate-MAC: ${noise(32).toString('hex')}`;

/** Private keys made for this run, by the form that they are written in. */
export const keys: Readonly<Record<string, string>> = {
  'RSA, PKCS#8': pem(rsa, 'pkcs8'),
  'RSA, PKCS#1': pem(rsa, 'pkcs1'),
  'RSA, PKCS#1, encrypted': encryptedPkcs1(),
  'RSA, PKCS#8, encrypted': sealed(rsa),
  'DSA, PKCS#8': pem(dsa, 'pkcs8'),
  'P-256, PKCS#8': pem(p256, 'pkcs8'),
  'P-256, SEC1': pem(p256, 'sec1'),
  'P-384, SEC1': pem(p384, 'sec1'),
  'P-521, SEC1': pem(p521, 'sec1'),
  'P-256, SEC1, behind its parameters': `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem(p256, 'sec1')}`,
  'Ed25519, PKCS#8': pem(ed25519, 'pkcs8'),
  'Ed25519, PKCS#8, encrypted': sealed(ed25519),
  'X25519, PKCS#8': pem(generateKeyPairSync('x25519').privateKey, 'pkcs8'),
  'Ed448, PKCS#8': pem(generateKeyPairSync('ed448').privateKey, 'pkcs8'),
  'X448, PKCS#8': pem(generateKeyPairSync('x448').privateKey, 'pkcs8'),
  OpenSSH: openSsh(),
  PGP: pgp(),
  SSH2: ssh2(),
  PuTTY: putty(),
  'JSON Web Key': JSON.stringify(createPrivateKey(pem(p256, 'pkcs8')).export({ format: 'jwk' })),
};

/** The same key as it comes to stand in other files. */
export const quotings: Readonly<Record<string, (key: string) => string>> = {
  'with line ends of Windows': (key) => key.replaceAll('\n', '\r\n'),
  'indented, as in YAML': (key) => `key: |\n${key.replace(/^/gm, '    ')}`,
  'in a comment': (key) => key.replace(/^/gm, '# '),
  'in a comment of a block': (key) => `/*\n${key.replace(/^/gm, ' * ')}\n */`,
  'in JSON': (key) => JSON.stringify({ key }),
  'in JSON in JSON': (key) => JSON.stringify({ body: JSON.stringify({ key }) }),
  'in JSON, with line ends of Windows': (key) => JSON.stringify({ key: key.replaceAll('\n', '\r\n') }),
  'in a variable of the environment': (key) => `KEY="${key.replaceAll('\n', '\\n')}"`,
  'line by line, as in Java': (key) =>
    key
      .split('\n')
      .map((line) => `  "${line}\\n"`)
      .join(' +\n'),
  'line by line, as in JavaScript': (key) =>
    `[\n${key
      .split('\n')
      .map((line) => `  '${line}',`)
      .join('\n')}\n].join('\\n')`,
  'line by line, as in C': (key) =>
    key
      .split('\n')
      .map((line) => `"${line}\\n"`)
      .join('\n'),
  'line by line, as in Python': (key) =>
    key
      .split('\n')
      .map((line) => `    b"${line}\\n" \\`)
      .join('\n'),
  'in XML': (key) => `<key>${key.replaceAll('\n', '&#10;')}</key>`,
  'in base64, as in Kubernetes': (key) => `client-key-data: ${Buffer.from(key).toString('base64')}`,
};
