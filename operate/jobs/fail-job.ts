import { Refusal } from '../../command/command.ts';
import { sentenceOn } from '../../command/explain-error.ts';
import type { PolledJob } from '../../lambda/action/job.ts';
import type { Failed } from '../../lambda/action/outcome.ts';
import { type ClaimPorts, claim } from '../../lambda/job/claim.ts';
import type { HeldJob } from '../../lambda/job/held-job.ts';
import type { JobSource } from '../../lambda/job/job-source.ts';
import { LeaseLost } from '../../lambda/job/lease.ts';
import { changed, isOver, isWaiting, replace } from '../../lambda/job/ledger.ts';
import type { Ledger, LedgerEntry, Queue } from '../../lambda/job/ports.ts';
import { decideAndReport } from '../../lambda/job/report.ts';
import { takeLease } from '../../lambda/job/take-lease.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import { type CountingLog, createCountingLog } from './counting-log.ts';
import { readEntry } from './entry.ts';
import { isCustom } from './job-source.ts';
import { refuseHeld } from './retry-job.ts';

interface FailPorts extends Pick<ClaimPorts, 'clock'> {
  /** Where this job came from. */
  sourceOf(entry: LedgerEntry): JobSource;
  ledger: Ledger;
  /** Queues a message that stays hidden for as long as a lease lasts, and gives its ID. */
  sendLater(job: PolledJob): Promise<string>;
}

/**
 * Reports a failure on a worker's road: lease, claim, decided, Put. The message that is queued first stands behind the lease,
 * as a worker's does: it is not taken for an echo, and brings the job back to the workers if this process dies on the way.
 * @throws Refusal that says why nothing was reported, or what became of the job; Error when the ledger or the queue cannot
 * be asked, before anything was done.
 */
export async function failJob(ports: FailPorts, jobId: string, failure: Failed, redactor: Redactor): Promise<void> {
  const { ledger, clock } = ports;
  const entry = await readEntry(ledger, jobId);
  refuseHeld(entry, clock.now());
  refuseSettled(entry);
  if (isWaiting(entry, clock.now())) await endWait(ledger, entry, clock.now());

  const job = { jobId, clientId: entry.clientId };
  const messageId = await ports.sendLater(job);
  const message = { ...job, messageId, receiptHandle: messageId };
  const lease = await takeLease({ ledger, clock, queue: hiddenAlready }, message, 'operator');
  if (typeof lease === 'string') throw new Refusal(`A worker took job ${jobId} in this moment. Nothing was reported.`);

  const log = createCountingLog();
  void lease.keep(log);
  try {
    await report({ source: ports.sourceOf(entry), clock }, { message: job, lease, log, redactor }, failure);
  } catch (error) {
    if (!(error instanceof LeaseLost)) await lease.end().catch(() => undefined);
    throw error instanceof Refusal ? error : explainInterruption(error, lease.entry);
  }
}

/** Ends the wait, so that the lease can be taken. If this process dies here, the round starts too soon. @throws Refusal */
async function endWait(ledger: Ledger, entry: LedgerEntry, now: number): Promise<void> {
  if (await replace(ledger, changed(entry, { notBefore: undefined }, now), entry.revision)) return;
  throw new Refusal(`A worker took job ${entry.jobId} in this moment. Nothing was reported.`);
}

/** Says what happens to a job that this process could not finish. */
function explainInterruption(error: unknown, { jobId, phase }: LedgerEntry): Refusal {
  const cause = error instanceof LeaseLost ? 'A worker took the job over.' : sentenceOn(error);
  const consequence =
    phase === 'decided'
      ? `The failure of job ${jobId} is decided; if it was not reported yet, a worker reports it in a few minutes.`
      : `Nothing was reported. Job ${jobId} goes back to the workers in a few minutes.`;
  return new Refusal(`${cause} ${consequence}`, { cause: error });
}

/** The message is sent hidden, so there is nothing to hide while the lease is held. */
const hiddenAlready: Queue = { send: async () => {}, hide: async () => {} };

/** @throws Refusal for a job that has its outcome, or can have none from us. */
function refuseSettled(entry: LedgerEntry): void {
  const { jobId, phase } = entry;
  if (phase === 'queued' && isCustom(entry)) {
    throw new Refusal(
      `Job ${jobId} is on offer, and only a worker that is offered it has the nonce to take it. Nothing was reported.`,
    );
  }
  if (phase === 'decided') {
    throw new Refusal(`The outcome of job ${jobId} is decided and may have been reported; retry reports it.`);
  }
  if (phase === 'unreportable') {
    throw new Refusal(`Job ${jobId} is unreportable: correct its client, then call retry, which queues it again.`);
  }
  if (isOver(entry)) {
    throw new Refusal(
      phase === 'lost'
        ? `Job ${jobId} is lost: it is another worker's, and a lost job is never reported.`
        : `Job ${jobId} has its result; CodePipeline takes no other.`,
    );
  }
}

async function report(ports: ClaimPorts, held: HeldJob & { log: CountingLog }, failure: Failed): Promise<void> {
  const { message: job, lease, log } = held;
  refuseSettled(lease.entry);
  const claimed = await claim(ports, held);
  if (claimed === 'lost')
    throw new Refusal(`Job ${job.jobId} turned out to be lost: ${log.reasonOf('JobsLost')}. Nothing was reported.`);
  if (typeof claimed !== 'string') {
    await decideAndReport(held, claimed.job, failure);
  }
  const unreportable = log.reasonOf('JobsUnreportable') ?? log.reasonOf('JobsOfDisabledClients');
  if (unreportable !== undefined) {
    throw new Refusal(`Job ${job.jobId} cannot be reported, because of its client token: ${unreportable}.`);
  }
  if (log.reasonOf('ResultsRejected') !== undefined) {
    throw new Refusal(`CodePipeline takes no result for job ${job.jobId} any more: it has one, or has timed out.`);
  }
}
