import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Where the sources of a map are counted from. */
interface Counted {
  /** As the map was made. */
  readonly from: string;
  /** As it is to be. */
  readonly to: string;
}

/** A source map that names the same sources by their paths from another folder. */
export function moveSources(text: string, { from, to }: Counted): string {
  const map: { sources: string[] } = JSON.parse(text);
  const sources = map.sources.map((source) => relative(to, resolve(from, source)).replaceAll(sep, '/'));
  return JSON.stringify({ ...map, sources });
}

/** The project that a module belongs to: the folder of the nearest package.json, or its own where there is none. */
export function projectOf(module: string): string {
  for (let at = dirname(module); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
  }
  return dirname(module);
}
