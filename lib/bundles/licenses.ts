import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

/** An npm package that has a part in a bundle. */
export interface Package {
  name: string;
  version: string;
  /** The SPDX expression from its package.json. */
  license: string;
  folder: string;
}

/** The folder of a package, the innermost one when packages are nested. */
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;

/**
 * The packages whose code is in these outputs, by name and version.
 * @param root The folder that the paths in the metafile are relative to.
 */
export function findPackages(root: string, ...outputs: Metafile['outputs'][string][]): Package[] {
  const folders = outputs
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => PACKAGE_FOLDER.exec(path)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].map((folder) => readPackage(resolve(root, folder))).sort(byNameAndVersion);
}

const byNameAndVersion = (a: Package, b: Package) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1);

function readPackage(folder: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`The package ${name} ${version} declares no licence`);
  return { name, version, license, folder };
}

/** Writes every licence text once, below the packages it covers: most licences ask for it wherever a copy goes. */
export function writeLicenses(file: string, packages: Package[]): void {
  const byText = Map.groupBy(packages, licenseText);
  const sections = [...byText].map(([text, covered]) => `${covered.map(headline).join('\n')}\n\n${text}\n`);
  writeFileSync(file, sections.join(`\n${'-'.repeat(80)}\n\n`));
}

const headline = ({ name, version, license }: Package) => `${name} ${version} (${license})`;

function licenseText({ folder, license }: Package): string {
  const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file));
  if (files.length === 0) return `This package carries no licence text; its package.json declares ${license}.`;
  return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
}
