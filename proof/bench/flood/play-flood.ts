import type { PolledJob } from '../../../lambda/action/job.ts';
import type { Offers } from '../../../lambda/job/job-source.ts';
import { createPollMemory, type PollPorts, poll } from '../../../lambda/job/poll.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import type { MetricName } from '../../../model/metrics.ts';
import { createManualClock, type ManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';

/** How CodePipeline may behave and how fast everything is: nobody documents it. Times in seconds. */
export interface Flood {
  /** Jobs of one customer that are on offer from the first moment on. */
  jobs: number;
  pollTakes: number;
  /** The most jobs that a poll brings, whatever it asks for. */
  batchCap: number;
  /** Which jobs a poll brings when there are more. */
  order: 'oldest first' | 'longest not offered first' | 'at random';
  /** After which an unacknowledged job is offered again. */
  offeredAgainAfter: number;
  /** Of each call to ledger and queue. */
  callTakes: number;
  /** More polls in one second are throttled. */
  maxPollsASecond: number;
  /** Whether a new process serves every invocation. */
  isCold: boolean;
}

export interface FloodReport {
  /** The longest that a job of the other customer waited until it was queued, in seconds; Infinity for never. */
  longestWait: number;
  polls: number;
  throttled: number;
  /** Polls that were sent less than five seconds after one was throttled. */
  sentTooSoon: number;
  /** The minutes, counted from 0, in which a metric was counted. */
  minutesWith(metric: MetricName): number[];
}

const TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };
const MINUTE = 60_000;
const MINUTES = 6;
/** The poller is invoked every minute and stops 10 seconds before its end. */
const POLLS_FOR = 50_000;
const WORKERS = 50;
/** The other customer's jobs come from the second minute on, in steps that fit into no other time here. */
const OTHERS_COME_AT = Array.from({ length: 16 }, (_, number) => 2 * MINUTE + number * 7_100);

interface OfferedJob extends PolledJob {
  comesAt: number;
  offeredAt: number;
  isAcknowledged: boolean;
}

/** Plays six minutes of a flood, in which 50 workers take a job each and are busy with it until the end. */
export async function playFlood(flood: Flood): Promise<FloodReport> {
  const clock = createManualClock(0);
  const log = memoryLog();
  const jobs = createJobs(flood);
  const queuedAt = new Map<string, number>();
  const { pollJobs, report } = openPolls(clock, flood, jobs);
  const slow = <Values extends unknown[], T>(call: (...values: Values) => Promise<T>) => {
    return async (...values: Values) => {
      if (flood.callTakes > 0) await clock.sleep(flood.callTakes * 1000);
      return call(...values);
    };
  };
  const ledger = memoryLedger();
  const note = ({ jobId }: PolledJob) => {
    if (!queuedAt.has(jobId)) queuedAt.set(jobId, clock.now());
  };
  const sendAll = slow((sent: readonly PolledJob[]) => Promise.allSettled(sent.map(async (job) => note(job))));
  const ports: PollPorts = {
    offers: { poll: pollJobs },
    ledger: { read: slow(ledger.read), readAll: slow(ledger.readAll), write: slow(ledger.write) },
    queue: { sendAll, send: async (job) => note(job), hide: async () => {} },
    ...{ clock, log, memory: createPollMemory() },
  };

  const linesUntil: number[] = [];
  for (let minute = 0; minute < MINUTES; minute++) {
    const memory = flood.isCold ? createPollMemory() : ports.memory;
    await clock.finish(poll({ ...ports, ...(memory && { memory }) }, [TYPE], minute * MINUTE + POLLS_FOR));
    linesUntil.push(log.lines.length);
    if (minute === 0) acknowledge(jobs, [...queuedAt.keys()].slice(0, WORKERS));
    await clock.advance(Math.max(0, (minute + 1) * MINUTE - clock.now()));
  }
  const waits = OTHERS_COME_AT.map((at, number) => (queuedAt.get(`other ${number}`) ?? Number.POSITIVE_INFINITY) - at);
  const minutesWith = (metric: MetricName) =>
    linesUntil.flatMap((end, minute) => {
      const lines = log.lines.slice(linesUntil[minute - 1] ?? 0, end);
      return lines.some(({ message }) => message === metric) ? [minute] : [];
    });
  return { longestWait: Math.max(...waits) / 1000, ...report(), minutesWith };
}

function createJobs({ jobs }: Flood): OfferedJob[] {
  const create = (clientId: string, jobId: string, comesAt: number): OfferedJob => ({
    ...{ clientId, jobId, comesAt, offeredAt: Number.NEGATIVE_INFINITY, isAcknowledged: false },
  });
  return [
    ...Array.from({ length: jobs }, (_, number) => create('client-1', `job ${number}`, 0)),
    ...OTHERS_COME_AT.map((at, number) => create('client-2', `other ${number}`, at)),
  ];
}

function acknowledge(jobs: readonly OfferedJob[], jobIds: readonly string[]): void {
  const taken = new Set(jobIds);
  for (const job of jobs) job.isAcknowledged ||= taken.has(job.jobId);
}

/** The polls of CodePipeline under these assumptions. What is on offer is decided when the poll is answered. */
function openPolls(clock: ManualClock, flood: Flood, jobs: readonly OfferedJob[]) {
  const random = createRandom();
  const answeredAt: number[] = [];
  let throttledAt = Number.NEGATIVE_INFINITY;
  const counts = { polls: 0, throttled: 0, sentTooSoon: 0 };

  const choose = (most: number): OfferedJob[] => {
    const now = clock.now();
    const onOffer = jobs.filter(
      ({ comesAt, offeredAt, isAcknowledged }) =>
        comesAt <= now && now - offeredAt >= flood.offeredAgainAfter * 1000 && !isAcknowledged,
    );
    if (flood.order === 'longest not offered first') onOffer.sort((a, b) => a.offeredAt - b.offeredAt);
    if (flood.order === 'at random') shuffleFirst(onOffer, most, random);
    return onOffer.slice(0, most);
  };
  const pollJobs: Offers['poll'] = async (_type, most) => {
    counts.polls += 1;
    if (clock.now() - throttledAt < 5_000) counts.sentTooSoon += 1;
    await clock.sleep(flood.pollTakes * 1000);
    const lately = answeredAt.filter((at) => at > clock.now() - 1000);
    if (lately.length >= flood.maxPollsASecond) {
      counts.throttled += 1;
      throttledAt = clock.now();
      return 'throttled';
    }
    answeredAt.splice(0, answeredAt.length, ...lately, clock.now());
    const batch = choose(Math.min(most, flood.batchCap));
    for (const job of batch) job.offeredAt = clock.now();
    return batch.map(({ clientId, jobId }) => ({ clientId, jobId }));
  };
  return { pollJobs, report: () => counts };
}

/** Brings a random choice to the front. */
function shuffleFirst(jobs: OfferedJob[], most: number, random: () => number): void {
  for (const [at, job] of jobs.slice(0, most).entries()) {
    const drawn = at + Math.floor(random() * (jobs.length - at));
    jobs[at] = jobs[drawn] ?? job;
    jobs[drawn] = job;
  }
}

/** The same numbers in every run. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
