import { LEASE_SECONDS } from '../../model/lease.ts';
import { hideUntil } from './hide-until.ts';
import { changed } from './ledger.ts';
import type { JobMessage, LeasePorts, LedgerEntry, Log, PipelineNames } from './ports.ts';
import { renewEvery } from './renew.ts';
import { type Patience, repeat } from './repeat.ts';

/** A lease outlives two renewals that failed. */
const RENEWALS_A_LEASE = 3;
/** Each refusal is a write of somebody else's in the same moment; a ledger that works does not refuse more in a row. */
export const MAX_TRIES = 5;

/** Thrown when another worker has taken the job over: this worker must do nothing more for the job. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * The right to work on one job, for two minutes at a time. Only an answer of the ledger ends it early: a lease that ran out
 * while the ledger could not be reached is still this worker's, as long as nobody else has taken the job.
 */
export class Lease {
  readonly #ports: LeasePorts;
  readonly #message: JobMessage;
  readonly #until: number;
  readonly #lost = new AbortController();
  readonly #over = new AbortController();
  #entry: LedgerEntry;
  /** Revisions of later writes that were sent and never answered: one of them may be the stored one. */
  #unanswered: string[] = [];
  #lastChange: Promise<unknown> = Promise.resolve();
  /** Changes that every further write repeats, because they may be stored already and must not be undone. */
  #settled: Partial<LedgerEntry> = {};
  #names: PipelineNames = {};

  constructor(ports: LeasePorts, message: JobMessage, entry: LedgerEntry, until: number) {
    this.#ports = ports;
    this.#message = message;
    this.#entry = entry;
    this.#until = until;
  }

  /** The job's ledger entry as this worker last wrote it. */
  get entry(): LedgerEntry {
    return this.#entry;
  }

  /** Fires when the ledger has answered that another worker took the job over, or this one has given it back. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** How long it lasts without renewal. */
  get seconds(): number {
    return this.#ports.leaseSeconds ?? LEASE_SECONDS;
  }

  /** After how many attempts in vain a job is given up. */
  get maxInVain(): number | undefined {
    return this.#ports.maxInVain;
  }

  /** For calls that this worker repeats as long as it lives and holds the job. */
  get patience(): Patience {
    return { clock: this.#ports.clock, until: this.#until, signal: this.#lost.signal };
  }

  /** For calls that are repeated as long as a lease lasts: after that, a new attempt makes them. */
  get shortPatience(): Patience {
    return { ...this.patience, until: Math.min(this.#until, this.#ports.clock.now() + this.seconds * 1000) };
  }

  /** Writes a change, after those before it. @throws LeaseLost when the entry is no longer ours. */
  change(changes: Partial<LedgerEntry>): Promise<void> {
    const change = this.#lastChange.then(() => this.#write(changes));
    this.#lastChange = change.catch(() => undefined);
    return change;
  }

  /** Writes a change, again and again while the ledger cannot be reached. @throws LeaseLost */
  persist(changes: Partial<LedgerEntry>, patience = this.patience): Promise<void> {
    return repeat(() => this.change(changes), patience);
  }

  /** Writes a change, and a lease of full length. @returns the milliseconds of it that are left. @throws LeaseLost */
  async renew(changes: Partial<LedgerEntry> = {}): Promise<number> {
    const { clock } = this.#ports;
    const leaseUntil = clock.now() + this.seconds * 1000;
    await this.change({ ...changes, leaseUntil });
    return leaseUntil - clock.now();
  }

  /** Adds to every further write where the job is from; writes nothing by itself. */
  learn(names: PipelineNames): void {
    this.#names = names;
    this.#entry = { ...this.#entry, ...names };
  }

  /** Persists a change that no later write of this worker undoes, whether or not its own was ever answered. */
  settle(changes: Partial<LedgerEntry>): Promise<void> {
    this.#settled = { ...this.#settled, ...changes };
    return this.persist({});
  }

  /**
   * Hides the message for as long as the lease lasts, then renews both until the lease ends. Each is renewed even if the other
   * service cannot be reached: a message that stays hidden brings no other worker to the job.
   */
  async keep(log: Log): Promise<void> {
    const { clock, queue } = this.#ports;
    const interval = (this.seconds * 1000) / RENEWALS_A_LEASE;
    const renewal = { clock, signal: this.#over.signal, log };
    const hide = () => queue.hide(this.#message.receiptHandle, this.seconds);
    await Promise.all([
      clock.sleep(interval, renewal.signal).then(() => renewEvery(interval, () => this.renew(), renewal)),
      renewEvery(interval, hide, renewal),
    ]);
  }

  /**
   * The last change: gives the lease back and stops its renewal. It is repeated as long as a lease lasts, because a lost job
   * must not go back to a phase in which it could be taken for ours.
   */
  async end(changes: Partial<LedgerEntry> = {}): Promise<void> {
    this.#settled = { ...this.#settled, ...changes };
    await repeat(() => this.giveBack(), this.shortPatience);
  }

  /** Gives the lease back for another attempt at the job. It is not repeated, because a lease runs out by itself. */
  async giveBack(): Promise<void> {
    this.#over.abort();
    await this.change({ leaseUntil: 0 });
    this.#lost.abort(new LeaseLost(`the lease of job ${this.#entry.jobId} was given back`));
  }

  /** Hides the message for longer than a lease lasts. */
  hideUntil(moment: number): Promise<void> {
    return hideUntil(this.#ports, this.#message, moment);
  }

  async #write(changes: Partial<LedgerEntry>): Promise<void> {
    this.#lost.signal.throwIfAborted();
    const entry = changed(this.#entry, { ...changes, ...this.#settled }, this.#ports.clock.now());
    try {
      if (!(await this.#replaceOurs(entry))) throw this.#lose(`another worker has taken over job ${entry.jobId}`);
    } catch (error) {
      if (!(error instanceof LeaseLost)) this.#unanswered.push(entry.revision);
      throw error;
    }
    // The names may have been learned while this write was on its way.
    this.#entry = { ...entry, ...this.#names };
    this.#unanswered = [];
  }

  /** Replaces the stored entry if one of our own writes stored it. */
  async #replaceOurs(entry: LedgerEntry): Promise<boolean> {
    const { ledger } = this.#ports;
    let replaced = this.#entry.revision;
    for (let tried = 0; tried < MAX_TRIES; tried++) {
      if (await ledger.write(entry, replaced)) return true;
      const stored = await ledger.read(entry.jobId);
      if (stored?.revision === entry.revision) return true;
      if (stored === undefined || !this.#unanswered.includes(stored.revision)) return false;
      replaced = stored.revision;
    }
    throw new Error(`The ledger refused ${MAX_TRIES} writes in a row over entries of our own for job ${entry.jobId}.`);
  }

  #lose(why: string): LeaseLost {
    const reason = new LeaseLost(why);
    this.#over.abort();
    this.#lost.abort(reason);
    return reason;
  }
}
