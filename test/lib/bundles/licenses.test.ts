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

  it('are found above the folder that the bundle was made in, and below manifests without a name', () => {
    const description = { name: 'hoisted', version: '1.0.0', license: 'MIT' };
    install('node_modules/hoisted', description);
    install('node_modules/hoisted/dist-es', { type: 'module' });
    mkdirSync(join(root, 'node_modules/ours/dist'), { recursive: true });
    const output = outputOf({ '../../hoisted/dist-es/index.js': 10, '../../hoisted/dist-es/deep/more.js': 5 });

    const packages = findPackages(join(root, 'node_modules/ours/dist'), output);

    expect(packages).toEqual([{ ...description, folder: join(root, 'node_modules/hoisted'), bytes: 15 }]);
  });

  it('are named when they declare no licence, as the packages of a company do not', () => {
    install('node_modules/private', { name: 'private', version: '1.0.0' });

    const packages = findPackages(root, outputOf({ 'node_modules/private/index.js': 10 }));

    expect(packages).toMatchObject([{ name: 'private', license: 'none' }]);
  });

  it('must be there: a function without any has lost them', () => {
    expect(() => findPackages(root, outputOf({ 'lambda/poller.ts': 10 }))).toThrow('its licences are unknown');
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
