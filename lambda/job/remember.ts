import type { Redactor } from '../../model/redaction/redactor.ts';
import type { Job } from '../action/job.ts';
import type { Lease } from './lease.ts';
import { unavailable } from './unavailable.ts';

/** How much an action may keep between attempts, in UTF-8 bytes of all keys and values. */
const MAX_REMEMBERED = 64 * 1024;
/** A shorter secret, such as "main" or "2026", may stand in a value by chance, and the job would fail for it. */
const MIN_SECRET_KEPT_OUT = 8;

/** Keeps what an action wants to be remembered, one value after the other, and waits while the ledger cannot be reached. */
export function createMemory(lease: Lease, redactor: Redactor, patience = lease.patience): Job<unknown>['remember'] {
  let last: Promise<unknown> = Promise.resolve();
  const keep = async (key: string, value: string) => {
    const remembered = { ...lease.entry.remembered, [key]: value };
    const size = Buffer.byteLength(JSON.stringify(remembered));
    if (size > MAX_REMEMBERED) {
      throw new Error(`remember("${key}") makes ${size} bytes in all; at most ${MAX_REMEMBERED} are kept`);
    }
    if (redactor.exposes(value, MIN_SECRET_KEPT_OUT))
      throw new Error(`remember("${key}") was given a secret; the ledger holds none`);
    await lease.persist({ remembered }, patience).catch(unavailable('its ledger'));
  };
  return (key, value) => {
    // One after the other, because each write contains the values that are there already.
    const kept = last.then(() => keep(key, value));
    last = kept.catch(() => undefined);
    return kept;
  };
}
