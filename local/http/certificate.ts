import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A key pair for TLS, in PEM. */
export interface Certificate {
  key: string;
  /** Clients must be told to trust it. */
  certificate: string;
}

/** There is no openssl, or it failed. */
export class NoCertificate extends Error {
  override readonly name = 'NoCertificate';
}

/** How long it is valid; each start makes a new one. */
const DAYS = 30;

/** The certificate is not one of an authority: to trust it means to trust this key on this machine, and nothing that the key signs. */
const CONFIGURATION = `[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
subjectKeyIdentifier = hash
`;

/**
 * Makes a certificate for 127.0.0.1 and localhost with openssl, as Node can read certificates but not make one.
 * @throws NoCertificate
 */
export async function createCertificate(openssl = 'openssl'): Promise<Certificate> {
  // Only its owner may look into it.
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const [configuration, keyFile, file] = ['openssl.cnf', 'key.pem', 'certificate.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  try {
    await writeFile(configuration, CONFIGURATION);
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile];
    const about = ['-config', configuration, '-sha256', '-days', String(DAYS), '-out', file];
    await promisify(execFile)(openssl, ['req', '-x509', ...key, ...about]);
    return { key: await readFile(keyFile, 'utf8'), certificate: await readFile(file, 'utf8') };
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    const reason = code === 'ENOENT' ? 'there is no openssl on the path' : `openssl failed: ${stderr.trim()}`;
    throw new NoCertificate(`A certificate for https could not be made: ${reason}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
