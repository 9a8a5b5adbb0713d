import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

const RELATIVE = /((?:from|import)\s*\(?\s*['"])(\.[^'"]*)\.(?:ts|js)(?=['"])/g;

/** Has declarations name their imports as JavaScript. The compiler leaves `./x.ts`, which not every tool resolves. */
export async function rewriteSpecifiers(file: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(RELATIVE, '$1$2.js'));
}

/**
 * The declarations that these lead to, themselves included.
 * @param paths Counted from the folder.
 */
export async function reachableDeclarations(folder: string, paths: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const text = await readFile(join(folder, path), 'utf8');
    for (const [, , target = ''] of text.matchAll(RELATIVE)) {
      waiting.push(`${posix.join(posix.dirname(path), target)}.d.ts`);
    }
  }
  return found;
}

/** Removes the declarations that nobody who imports the package sees. */
export async function removeUnreachable(
  folder: string,
  all: readonly string[],
  seen: ReadonlySet<string>,
): Promise<void> {
  const unseen = all.filter((path) => path.endsWith('.d.ts') && !seen.has(path));
  await Promise.all(unseen.map((path) => rm(join(folder, path))));
}
