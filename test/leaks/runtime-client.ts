import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';

/** Lambda's own runtime client for Node, as it is published. Its installation compiles C++, so it is not a dependency. */
const NAME = 'aws-lambda-ric';
const VERSION = '4.0.2';
const SHA512 = 'FE5Vskx7mYNnqAnWWJXUOsLp2VGgdsJsCoRLFTa8L4Yk0QVtArqR8q58yPA++QC1a73ZWJXBQ2AH31nIAv7NOQ==';
const CACHE = join(import.meta.dirname, '../../node_modules/.cache');
const PATIENCE_MILLISECONDS = 60_000;

/** The path of the client's module, fetched once, or why there is none. */
export async function findRuntimeClient(): Promise<{ file: string } | { missing: string }> {
  const folder = join(CACHE, `${NAME}-${VERSION}`);
  const file = join(folder, 'index.mjs');
  try {
    await readFile(file).catch(() => fetchInto(folder));
    return { file };
  } catch (error) {
    return { missing: ` (skipped: npm could not fetch ${NAME}@${VERSION}: ${String(error).split('\n')[0]})` };
  }
}

async function fetchInto(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const temporary = await mkdtemp(join(CACHE, 'fetching-'));
  try {
    const options = { timeout: PATIENCE_MILLISECONDS, shell: process.platform === 'win32' };
    await promisify(execFile)('npm', ['pack', `${NAME}@${VERSION}`, '--pack-destination', temporary], options);
    const [packed = ''] = await readdir(temporary);
    const bytes = await readFile(join(temporary, packed));
    if (createHash('sha512').update(bytes).digest('base64') !== SHA512) throw new Error('it is not the one expected');
    const entries = await unpackTar(gunzipSync(bytes));
    const module = entries.find(({ header }) => header.name === 'package/index.mjs')?.data;
    if (!module) throw new Error('it has no index.mjs');
    const client = join(temporary, 'client');
    await mkdir(client);
    await writeFile(join(client, 'index.mjs'), module);
    // Asked for by name; what it holds is put there by native-client.mjs.
    await writeFile(join(client, 'rapid-client.node'), '');
    await rename(client, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
