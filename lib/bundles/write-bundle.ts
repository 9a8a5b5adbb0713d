import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moveSources } from './source-maps.ts';

/** The files of a bundle. */
export interface BundleFiles {
  /** The text of each, by its name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Where the sources of their source maps are counted from. */
  readonly outdir: string;
}

/**
 * Writes the files of a bundle into a folder. Shared code is in files that are named by their content, so that those of an
 * earlier bundling would stay.
 * @param countedFrom Where the sources of the source maps are to be counted from.
 */
export function writeBundle(folder: string, { texts, outdir }: BundleFiles, countedFrom: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!texts.has(name)) rmSync(join(folder, name));
  for (const [name, text] of texts) {
    const isMap = name.endsWith('.map');
    writeFileSync(join(folder, name), isMap ? moveSources(text, { from: outdir, to: countedFrom }) : text);
  }
}
