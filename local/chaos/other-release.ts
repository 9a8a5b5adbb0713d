import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../command/command.ts';
import { type Bundle, type BundleName, bundleNames } from '../../lib/bundles/bundles.ts';
import type { Functions } from '../program/functions.ts';

/** The functions of another release, as its own rehearsals left them. */
export interface OtherRelease {
  folder(name: BundleName): string;
  /** The path of the function's module. */
  file(name: BundleName): string;
}

/** @throws UsageError when a function is missing. */
export function findOtherRelease(path: string): OtherRelease {
  const folder = (name: BundleName) => resolve(path, name);
  const file = (name: BundleName) => join(folder(name), 'index.mjs');
  const missing = bundleNames.find((name) => !existsSync(file(name)));
  if (missing === undefined) return { folder, file };
  throw new UsageError(`--other-bundles must be a folder that --keep-bundles filled; there is no ${file(missing)}.`);
}

/** Deploys the other release at once, and from then on the two in turn, each for as long as a lease. */
export function takeTurns(
  { poller, worker, lastWord }: Functions,
  own: Record<BundleName, Bundle>,
  other: OtherRelease,
  leaseSeconds: number,
): Disposable {
  const deployed = { poller, worker, 'last-word': lastWord };
  let isOther = false;
  const swap = () => {
    isOther = !isOther;
    for (const name of bundleNames) deployed[name].deploy(isOther ? other.file(name) : own[name].file);
  };
  swap();
  const timer = setInterval(swap, leaseSeconds * 1000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
