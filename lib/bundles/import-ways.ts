import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { OWN_NAME } from './plugins.ts';

/** Where packages are installed. */
export const INSTALLED = 'node_modules';

/**
 * The folders on the way of an import, as it was written: a link in one of them may lead elsewhere one day, and a file may be
 * found there before the one that was. Undefined for an import that leads by a rule of a package.json, a tsconfig.json or NODE_PATH.
 * @param file The file that imports.
 */
export function wayOf(file: string, specifier: string): string[] | undefined {
  if (specifier.startsWith('.') || isAbsolute(specifier)) return [dirname(resolve(dirname(file), specifier))];
  // These lead to the same place whatever is on the disk.
  if (isBuiltin(specifier) || specifier === OWN_NAME) return [];
  // What is installed was packed, and nothing packs links.
  if (specifier.startsWith('#') && file.includes(`${sep}${INSTALLED}${sep}`)) return [];
  const [name, ...below] = splitName(specifier);
  const installed = upToTop(dirname(file)).map((folder) => join(folder, INSTALLED, name));
  const root = installed.find((folder) => existsSync(folder));
  return root === undefined ? undefined : below.map((_, index) => join(root, ...below.slice(0, index)));
}

/** A folder, and all above it. */
export function upToTop(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upToTop(above)];
}

/** The name of a package, and what follows it in an import. */
function splitName(specifier: string): [name: string, ...below: string[]] {
  const [first = '', second = '', ...others] = specifier.split('/');
  return first.startsWith('@') ? [`${first}/${second}`, ...others] : [first, ...[second, ...others].filter(Boolean)];
}
