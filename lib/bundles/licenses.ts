import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Metafile } from 'esbuild';

/** An npm package that has a part in a bundle. */
export interface Package {
  name: string;
  version: string;
  /** The SPDX expression from its package.json. */
  license: string;
  folder: string;
  /** The size of its code. */
  bytes: number;
}

/** The file of a bundle that holds the licences of what is in it. */
export const LICENSES = 'THIRD-PARTY-LICENSES.txt';

const INSTALLED = `${sep}node_modules${sep}`;
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;

/**
 * The installed packages whose code is in these outputs, by name and version. What lies outside of any node_modules is
 * the project's own.
 * @param root The folder that the paths in the metafile are relative to.
 * @throws Error when there is no package at all: each function holds the AWS SDK.
 */
export function findPackages(root: string, ...outputs: Metafile['outputs'][string][]): Package[] {
  const inputs = outputs
    .flatMap(({ inputs }) => Object.entries(inputs))
    .map(([path, { bytesInOutput }]) => ({ path: resolve(root, path), bytes: bytesInOutput }))
    .filter(({ path, bytes }) => bytes > 0 && path.includes(INSTALLED));
  if (inputs.length === 0) throw new Error(`No package was found in a bundle of ${root}, so its licences are unknown`);
  const packages = new Map<string, Package>();
  for (const [folder, files] of Map.groupBy(inputs, ({ path }) => dirname(path))) {
    const found = readPackage(folder);
    const known = packages.get(found.folder)?.bytes ?? 0;
    packages.set(found.folder, { ...found, bytes: files.reduce((sum, { bytes }) => sum + bytes, known) });
  }
  return [...packages.values()].sort(byNameAndVersion);
}

const byNameAndVersion = (a: Package, b: Package) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1);

/** The package that a folder belongs to. Manifests inside it, which only say how its files are read, have no name and version. */
function readPackage(folder: string): Omit<Package, 'bytes'> {
  const file = join(folder, 'package.json');
  const { name, version, license } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (name === undefined || version === undefined) {
    if (!folder.includes(INSTALLED)) throw new Error(`${folder} belongs to no package with a name and a version`);
    return readPackage(dirname(folder));
  }
  return { name, version, license: typeof license === 'string' ? license : 'none', folder };
}

/** Every licence text once, below the packages that it covers: most licences require it with every copy. */
export function licensesOf(packages: readonly Package[]): string {
  const byText = Map.groupBy(packages, licenseText);
  const sections = [...byText].map(([text, covered]) => `${covered.map(headline).join('\n')}\n\n${text}\n`);
  return sections.join(`\n${'-'.repeat(80)}\n\n`);
}

/** Writes the licences into a file. */
export const writeLicenses = (file: string, packages: readonly Package[]): void =>
  writeFileSync(file, licensesOf(packages));

const headline = ({ name, version, license }: Package) => `${name} ${version} (${license})`;

function licenseText(one: Package): string {
  const files = licenseFiles(one);
  if (files.length === 0) return `This package carries no licence text; its package.json declares ${one.license}.`;
  return files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n');
}

/** The files that hold the licence of a package. */
export const licenseFiles = ({ folder }: Package): string[] =>
  readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file))
    .map((file) => join(folder, file));
