import { posix } from 'node:path';
import type { Metafile } from 'esbuild';
import { findPackages, type Package } from './licenses.ts';

/** Some of the files of a bundle. */
export interface Part {
  /** The size of their code. */
  bytes: number;
  /** The npm packages whose code is in them. */
  packages: Package[];
  /** The bytes that the project's own code takes, by its folder. */
  own: ReadonlyMap<string, number>;
}

/**
 * The most bytes that the minified code of a function may have, without any action. Its size is cold-start time: every byte
 * is read, parsed and compiled. That of the worker is split between two threads, which start side by side. What an action
 * adds is its author's to weigh.
 */
export const MAX_BUNDLE_BYTES = 490_000;
/**
 * The most of it that may be there besides the clients of the SDK: our own code, Middy, and how the files are put together.
 * More than a third of that are the archives and their way to S3: docs/performance.md says what weighs how much.
 */
export const MAX_RUNTIME_BYTES = 140_000;
/** The most of that which may be loaded for every job, whether its action has artifacts or not. */
export const MAX_START_BYTES = 80_000;

/** What comes from AWS: its clients and what they are made of. */
const OF_SDK = /^@(aws-sdk|aws|smithy)\/|^(mnemonist|obliterator)$/;

/** The bytes that the clients of the SDK do not take. */
export const bytesBesideSdk = ({ bytes, packages }: Part): number =>
  packages.filter(({ name }) => OF_SDK.test(name)).reduce((left, found) => left - found.bytes, bytes);

/**
 * All of a bundle, and what of it is loaded from the start: its entries, and what these import without a condition.
 * @param root The folder that the paths in the metafile are relative to.
 */
export function partsOf(root: string, { outputs }: Metafile): { all: Part; start: Part } {
  const code = Object.keys(outputs).filter((path) => path.endsWith('.mjs'));
  const entries = code.filter((path) => outputs[path]?.entryPoint !== undefined && !isImported(path, outputs));
  return { all: partOf(root, outputs, code), start: partOf(root, outputs, reachedFrom(entries, outputs)) };
}

/** Whether code of the bundle imports this file: one that is imported while running counts as an entry for esbuild. */
const isImported = (file: string, outputs: Metafile['outputs']): boolean =>
  Object.values(outputs).some(({ imports }) => imports.some(({ path }) => path === file));

function reachedFrom(entries: readonly string[], outputs: Metafile['outputs']): string[] {
  const reached = new Set(entries);
  // A set is walked in the order of what was added, what is added meanwhile included.
  for (const file of reached) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) reached.add(path);
    }
  }
  return [...reached];
}

function partOf(root: string, outputs: Metafile['outputs'], files: readonly string[]): Part {
  const chosen = files.flatMap((file) => outputs[file] ?? []);
  return {
    bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0),
    packages: findPackages(root, ...chosen),
    own: ownBytes(chosen),
  };
}

function ownBytes(outputs: readonly Metafile['outputs'][string][]): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { inputs } of outputs) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = posix.dirname(path);
      const isOwn = !path.includes('node_modules/') && !path.includes(':');
      if (isOwn) bytes.set(folder, (bytes.get(folder) ?? 0) + bytesInOutput);
    }
  }
  return bytes;
}
