import { posix } from 'node:path';

const DECLARED = /^export (?:async |abstract )?(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm;
const NAMED =
  /(?:\b(?:import|export) (?:type )?(?:\w+, )?\{([^}]*)\} from|\bconst \{([^}]*)\} = await import\() ?'(\.[^']+)'/g;
const WHOLE = /(?:\* as \w+ from |\bimport\(|\bmodulePath\(import\.meta\.url, )'(\.[^']+)'/g;

/** What a module may export for somebody who knows its path alone: the list of actions, a function's handler, a hook of Node's. */
const FOUND_BY_PATH = ['actions', 'handler', 'load'];

/**
 * What is exported and imported by no other module, as `PATH NAME`, of modules by their paths. A module that another one
 * imports as a whole, names by its path, or takes no names from at once, may export what it likes.
 */
export function unusedExports(sources: ReadonlyMap<string, string>): string[] {
  const used = new Set<string>();
  for (const [path, source] of sources) {
    const resolved = (from: string) => posix.join(posix.dirname(path), from);
    for (const [, listed, taken, from = ''] of source.matchAll(NAMED))
      for (const name of (listed ?? taken ?? '').split(',')) used.add(`${resolved(from)} ${bare(name)}`);
    for (const [, from = ''] of source.replaceAll(NAMED, '').matchAll(WHOLE))
      used.add(resolved(from).replace(/(?<!\.tsx?)$/, '.ts'));
  }
  return [...sources].flatMap(([path, source]) =>
    [...source.matchAll(DECLARED)]
      .map(([, name = '']) => name)
      .filter((name) => !used.has(path) && !used.has(`${path} ${name}`) && !FOUND_BY_PATH.includes(name))
      .map((name) => `${path} ${name}`),
  );
}

/** The name under which a module exports what another one imports, maybe under another name. */
const bare = (name: string) =>
  name
    .trim()
    .replace(/^type /, '')
    .split(/ as |:/)[0];
