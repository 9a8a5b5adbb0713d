import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPackages, writeLicenses } from '../../../lib/bundles/licenses.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licenses-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(folder: string, description: object, files: Record<string, string> = {}): void {
  mkdirSync(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries({ ...files, 'package.json': JSON.stringify(description) })) {
    writeFileSync(join(root, folder, name), text);
  }
}

/** A bundle's output that takes the given number of bytes from each file. */
const outputOf = (bytes: Record<string, number>) => ({
  bytes: 0,
  imports: [],
  exports: [],
  inputs: Object.fromEntries(Object.entries(bytes).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
});

describe('the packages of a bundle', () => {
  it('are those that gave it code, a nested one on its own account', () => {
    install('node_modules/outer', { name: 'outer', version: '1.0.0', license: 'MIT' });
    install('node_modules/outer/node_modules/@scope/inner', { name: '@scope/inner', version: '2.0.0', license: 'ISC' });
    const output = outputOf({
      'lambda/poller.ts': 10,
      'node_modules/outer/index.js': 10,
      'node_modules/outer/more.js': 10,
      'node_modules/outer/node_modules/@scope/inner/dist/index.js': 10,
      'node_modules/unused/index.js': 0,
    });

    const packages = findPackages(root, output);

    expect(packages.map(({ name, version, license }) => `${name} ${version} ${license}`)).toEqual([
      '@scope/inner 2.0.0 ISC',
      'outer 1.0.0 MIT',
    ]);
  });

  it('must declare a licence', () => {
    install('node_modules/secretive', { name: 'secretive', version: '1.0.0' });

    const find = () => findPackages(root, outputOf({ 'node_modules/secretive/index.js': 10 }));

    expect(find).toThrow('The package secretive 1.0.0 declares no licence');
  });
});

describe('the licence file', () => {
  it('holds a text shared by packages once, and says when a package has none', () => {
    const text = { LICENSE: 'Permission is granted.\n' };
    install('node_modules/a', { name: 'a', version: '1.0.0', license: 'MIT' }, text);
    install('node_modules/b', { name: 'b', version: '2.0.0', license: 'MIT' }, { ...text, NOTICE: 'Made by b.' });
    install('node_modules/c', { name: 'c', version: '3.0.0', license: 'MIT' }, text);
    install('node_modules/d', { name: 'd', version: '4.0.0', license: 'ISC' });
    const file = join(root, 'licenses.txt');
    const inputs = ['a', 'b', 'c', 'd'].map((name) => [`node_modules/${name}/index.js`, 1]);

    writeLicenses(file, findPackages(root, outputOf(Object.fromEntries(inputs))));

    expect(readFileSync(file, 'utf8').split(`\n${'-'.repeat(80)}\n\n`)).toEqual([
      'a 1.0.0 (MIT)\nc 3.0.0 (MIT)\n\nPermission is granted.\n',
      'b 2.0.0 (MIT)\n\nPermission is granted.\n\nMade by b.\n',
      'd 4.0.0 (ISC)\n\nThis package carries no licence text; its package.json declares ISC.\n',
    ]);
  });
});
