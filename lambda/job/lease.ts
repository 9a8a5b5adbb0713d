import { changed, isHeld, isOver, newEntry, replace } from './ledger.ts';
import type { Clock, Ledger, LedgerEntry, Log, Queue } from './ports.ts';

/**
 * How long a lease and the message's invisibility last without renewal: what a killed worker costs at most, save one that
 * dies before it hides its message. Then a job that is still on offer waits for the poller to queue it again, five
 * minutes, and an acknowledged one for the queue to show the message, 15.
 */
export const LEASE_SECONDS = 120;
/** A lease outlives two renewals that failed. */
const RENEWALS_A_LEASE = 3;
/** Each refusal is a write of somebody else's in the same moment; more in a row are none of a ledger that works. */
const MOST_TRIES = 5;

/** A queue message that names a job, as this invocation received it. */
export interface JobMessage {
  jobId: string;
  clientId: string;
  messageId: string;
  receiptHandle: string;
}

export interface LeasePorts {
  ledger: Ledger;
  queue: Queue;
  clock: Clock;
  /** Other than `LEASE_SECONDS` in rehearsals only. */
  leaseSeconds?: number | undefined;
}

/** Thrown when another worker has taken the job over, or may have: whatever this one was about to do, it must not. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Takes the job for this worker, or says why not.
 * - `over`: it has its result, or will never have one from us. The message can go.
 * - `echo`: another message's worker holds it. This message can go.
 * - `early`: this very message's worker holds it, so the message came back too soon and must wait.
 * @throws Error when the ledger cannot be asked, or refuses every write.
 */
export async function takeLease(
  ports: LeasePorts,
  message: JobMessage,
  invocationId: string,
): Promise<Lease | 'over' | 'echo' | 'early'> {
  const { ledger, clock, leaseSeconds = LEASE_SECONDS } = ports;
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const now = clock.now();
    const found = await ledger.read(message.jobId);
    if (found && isOver(found)) return 'over';
    if (found && isHeld(found, now)) return found.owner?.messageId === message.messageId ? 'early' : 'echo';

    const before = found ?? newEntry(message.jobId, message.clientId, now);
    const entry = changed(
      before,
      {
        owner: { messageId: message.messageId, invocationId },
        leaseUntil: now + leaseSeconds * 1000,
        attempt: before.attempt + 1,
      },
      now,
    );
    if (await replace(ledger, entry, found?.revision)) return new Lease(ports, message, entry);
  }
  throw new Error(`The ledger refused ${MOST_TRIES} writes in a row for the lease of job ${message.jobId}.`);
}

/** The right to work on one job, good for two minutes at a time. */
export class Lease {
  readonly #ports: LeasePorts;
  readonly #message: JobMessage;
  readonly #lost = new AbortController();
  readonly #over = new AbortController();
  #entry: LedgerEntry;
  /** Revisions of the writes since then that were sent and never answered: one of them may be the stored one. */
  #unanswered: string[] = [];
  #lastChange: Promise<unknown> = Promise.resolve();
  #ending: Partial<LedgerEntry> = {};

  constructor(ports: LeasePorts, message: JobMessage, entry: LedgerEntry) {
    this.#ports = ports;
    this.#message = message;
    this.#entry = entry;
  }

  /** The job's ledger entry as this worker last wrote it. */
  get entry(): LedgerEntry {
    return this.#entry;
  }

  /** Fires when another worker has taken the job over or is free to do so, or this one has given it back. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Writes a change, after those before it. @throws LeaseLost when the entry is no longer ours. */
  change(changes: Partial<LedgerEntry>): Promise<void> {
    const change = this.#lastChange.then(() => this.#write(changes));
    this.#lastChange = change.catch(() => undefined);
    return change;
  }

  /**
   * Cuts the message's invisibility to that of the lease, then renews both together until the lease ends. A lease that
   * runs out unrenewed is lost at once: while this worker cannot reach the ledger, another may be at the same job.
   */
  async keep(log: Log): Promise<void> {
    void this.#loseOnceRunOut();
    const { clock, queue, leaseSeconds = LEASE_SECONDS } = this.#ports;
    for (let renewals = 0; !this.#over.signal.aborted; renewals++) {
      try {
        if (renewals > 0) await this.change({ leaseUntil: clock.now() + leaseSeconds * 1000 });
        await queue.hide(this.#message.receiptHandle, leaseSeconds);
      } catch (error) {
        if (error instanceof LeaseLost) return;
        log.warn('could not renew the lease, will try again', { error });
      }
      await clock.sleep((leaseSeconds * 1000) / RENEWALS_A_LEASE, this.#over.signal);
    }
  }

  /**
   * The last change: gives the lease back and stops its renewal. Ending again after a lost answer repeats the change,
   * because a job that is lost must not go back to a phase in which it could be taken for ours.
   */
  async end(changes: Partial<LedgerEntry> = {}): Promise<void> {
    this.#over.abort();
    this.#ending = { ...this.#ending, ...changes };
    await this.change({ ...this.#ending, leaseUntil: 0 });
    this.#lost.abort(new LeaseLost(`the lease of job ${this.#entry.jobId} was given back`));
  }

  async #write(changes: Partial<LedgerEntry>): Promise<void> {
    if (this.#lost.signal.aborted) throw this.#lost.signal.reason;
    const entry = changed(this.#entry, changes, this.#ports.clock.now());
    try {
      if (!(await this.#replaceOurs(entry))) throw this.#lose(`another worker has taken over job ${entry.jobId}`);
    } catch (error) {
      if (!(error instanceof LeaseLost)) this.#unanswered.push(entry.revision);
      throw error;
    }
    this.#entry = entry;
    this.#unanswered = [];
  }

  async #replaceOurs(entry: LedgerEntry): Promise<boolean> {
    for (const revision of [this.#entry.revision, ...this.#unanswered]) {
      if (await replace(this.#ports.ledger, entry, revision)) return true;
    }
    return false;
  }

  async #loseOnceRunOut(): Promise<void> {
    const { clock } = this.#ports;
    while (!this.#over.signal.aborted) {
      const left = this.#entry.leaseUntil - clock.now();
      if (left > 0) await clock.sleep(left, this.#over.signal);
      else this.#lose(`the lease of job ${this.#entry.jobId} ran out and could not be renewed`);
    }
  }

  #lose(why: string): LeaseLost {
    const reason = new LeaseLost(why);
    this.#over.abort();
    this.#lost.abort(reason);
    return reason;
  }
}
