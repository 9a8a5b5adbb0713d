import { HOT_MINUTES } from '../../model/polling.ts';

/** Numbers that no template has. Each is a guess on the high side; change one and see how the cost changes. */
export const assumptions = {
  minutesAMonth: 43_800,
  /** A poll that finds nothing on a warm function, billed. */
  pollSeconds: 0.1,
  /** Messages that SQS takes in one request. */
  wakeUpsASend: 10,
  /** A wake-up is received and deleted. */
  requestsAWakeUp: 2,
  /** Lambda's pollers on an idle queue, and their long polls of 20 seconds each. */
  pollersAMapping: 5,
  longPollsAMinute: 3,
  /** Minutes after a job in which more are expected, and polls come every two seconds. */
  hotMinutes: HOT_MINUTES,
  /** How much longer the poller stays for a job where nothing wakes it: it asks again after this pause. */
  pollerPauseSeconds: 5,
  /** A lease of 120 seconds is renewed three times over. */
  renewalSeconds: 40,
  /** Queued, lease taken, claiming, running, run counted, decided, reported. */
  ledgerWrites: 7,
  /** The poller and the lease read the ledger, the claim reads the client. */
  reads: 3,
  /** Queued, claiming, running with the names of its pipeline, decided, reported: what the index shows of a job. */
  indexWrites: 5,
  /** More writes for a round that waits: its moment is kept, and its lease is taken a second time. */
  ledgerWritesAWait: 2,
  /** More writes of the index for a round that waits: the phase `waiting`. */
  indexWritesAWait: 1,
  /** The round before looks for an entry of the moment, the claim reads it; the second lease and its client are read. */
  readsAWait: 4,
  /** Its message is hidden until the moment, and received again. */
  requestsAWait: 2,
  /** The work of the worker until it leaves the job to wait. */
  claimSeconds: 1,
  /** Measured: a scan that tells its progress ten times writes 8.3, with what Lambda and CloudWatch add. */
  logKilobytesAJob: 9,
  /** 14 counts of the whole. Of each action: polls failed or saturated, and all that follows a claim but the loss of the job. */
  countsOfAll: 14,
  countsOfAnAction: 10,
  windowMib: 8,
} as const;
