import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// As of any folder, what git ignores is not packed.
export const repositoryFolder = join(import.meta.dirname, '../..');

/** Writes a small project without anything special, and returns its folder. */
export const writeProject = (into: string): Promise<string> =>
  writeFiles(join(into, 'sample'), {
    'README.md': '# A sample project\n\nIt stands in for what a pipeline would hand over.\n',
    'package.json': '{ "name": "sample", "version": "1.0.0", "private": true }\n',
    'src/index.ts': 'export const greeting = "hello";\n',
  });

/** Writes a small project with credentials that look real and open nothing, and returns its folder. */
export const plantCredentials = (into: string): Promise<string> => writeFiles(join(into, 'planted'), plantedFiles());

/** Writes files by their paths into a folder, and returns it. */
export async function writeFiles(folder: string, files: Record<string, string>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** Put together here, so that this file itself holds nothing that a scanner would report. */
function plantedFiles(): Record<string, string> {
  const letters = 'QWERTYUIOPASDFGHJKLZXCVBNM';
  const awsKey = `AKIA${letters.slice(3, 19)}`;
  const awsSecret = `${letters.slice(0, 20)}/${letters.toLowerCase().slice(0, 19)}`;
  const githubToken = `ghp_${letters}${letters.slice(0, 10)}`;
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    'README.md': '# A sample project\n\nIts credentials are made up and open nothing.\n',
    'src/index.ts': 'export const greeting = "hello";\n',
    'deploy/.env': `AWS_ACCESS_KEY_ID=${awsKey}\nAWS_SECRET_ACCESS_KEY=${awsSecret}\n`,
    'src/release.ts': `const token = '${githubToken}';\nexport const headers = { authorization: \`token \${token}\` };\n`,
    'keys/deploy.pem': privateKey,
  };
}
