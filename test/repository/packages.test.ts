import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources, rooms } from '../../command/tree.ts';

const ROOT = join(import.meta.dirname, '../..');
const IMPORT = /^import (?:[^'";]* from )?'(@[\w.-]+\/[\w.-]+|[\w.-]+)(?:\/[^']*)?';$/gm;

/** The packages that the sources of some rooms import. */
function packagesOf(folders: readonly string[]): Set<string> {
  const texts = folders
    .flatMap((folder) => readSources(ROOT, folder))
    .map(({ path }) => readFileSync(join(ROOT, path), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(IMPORT)].map(([, name = '']) => name)));
}

function readPackage(folder: string): Record<string, Record<string, string>> {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}

const ofProof = readPackage('proof')['devDependencies'] ?? {};
const { dependencies, devDependencies } = readPackage('.');
const ofRoot = { ...dependencies, ...devDependencies };

describe('a package that only proof imports', () => {
  const elsewhere = packagesOf([...rooms.filter((room) => room !== 'proof'), 'test']);
  const alone = [...packagesOf(['proof'])].filter((name) => !elsewhere.has(name));

  it('is a dependency of proof and not of the product', () => {
    expect(alone.length).toBeGreaterThan(5);
    for (const name of alone) expect(Object.keys(ofProof)).toContain(name);
    for (const name of alone) expect(Object.keys(ofRoot)).not.toContain(name);
  });
});

it('names an exact version of every package', () => {
  for (const version of Object.values({ ...ofRoot, ...ofProof })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
