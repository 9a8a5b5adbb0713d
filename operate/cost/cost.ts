import { HOT_POLL_EVERY } from '../../model/polling.ts';
import { assumptions } from './assumptions.ts';
import { type PriceName, prices } from './prices.ts';
import type { TemplateFacts } from './template-facts.ts';

/** The group of a line: only the first is the worker itself. */
type CostGroup = 'worker' | 'empty receives' | 'monitoring' | 'own key' | 'NAT gateway' | "on the customer's bill";

export interface CostLine {
  readonly group: CostGroup;
  readonly item: string;
  /** The calculation of the quantity, in numbers. */
  readonly formula: string;
  readonly price: PriceName;
  readonly quantity: number;
}

interface JobUsage {
  readonly jobs: number;
  /** How long one run of the worker takes. */
  readonly jobSeconds: number;
  /** @default the worker's memory in the template */
  readonly memoryMib?: number;
  /** Of the input artifact, and of an output artifact of the same size. */
  readonly artifactMib: number;
  /** The number of jobs that are rounds which wait for a moment before they start. @default 0 */
  readonly waits?: number;
}

/** The cost of a month without jobs. */
export function idleCost(facts: TemplateFacts): CostLine[] {
  const { minutesAMonth, pollSeconds, pollersAMapping, longPollsAMinute } = assumptions;
  const { pollerMib, pollsAMinute, wakeUpsAMinute, eventSourceMappings, alarmMetrics, compositeAlarms, dashboards } =
    facts;
  const line = lineOf({ minutes: minutesAMonth });
  const polls = { pollsAMinute: pollsAMinute + wakeUpsAMinute };
  const sendsAMinute = Math.ceil(wakeUpsAMinute / assumptions.wakeUpsASend);
  return [
    line('worker', 'schedule', 'schedulerInvocation', { invocationsAMinute: pollsAMinute }),
    line('worker', 'poller, requests', 'lambdaRequest', polls),
    line('worker', 'poller, duration', 'lambdaGbSecond', { ...polls, pollSeconds, gib: pollerMib / 1024 }),
    line('worker', 'poll lease, taken', 'dynamodbWrite', { ...polls, writes: wakeUpsAMinute > 0 ? 1 : 0 }),
    line('worker', 'wake-ups, sent', 'sqsRequest', { sendsAMinute }),
    line('worker', 'wake-ups, received and deleted', 'sqsRequest', {
      wakeUpsAMinute,
      requests: assumptions.requestsAWakeUp,
    }),
    line('empty receives', 'Lambda asking idle queues', 'sqsRequest', {
      eventSourceMappings,
      pollersAMapping,
      longPollsAMinute,
    }),
    lineOf({ alarmMetrics })('monitoring', 'alarms', 'alarmMetric'),
    lineOf({ compositeAlarms })('monitoring', 'alarms on alarms', 'compositeAlarm'),
    lineOf({ dashboards })('monitoring', 'dashboard', 'dashboard'),
    lineOf({ keys: facts.customerManagedKeys })('own key', 'customer managed key', 'kmsKey'),
  ].filter(({ quantity }) => quantity > 0);
}

/** The cost of a number of jobs, besides an idle month. The custom metrics are those of a month with jobs in every hour. */
export function jobCost(facts: TemplateFacts, usage: JobUsage): CostLine[] {
  const { jobs, jobSeconds, memoryMib = facts.workerMib, artifactMib } = usage;
  const { ledgerWrites, indexWrites, reads, countsOfAll, countsOfAnAction } = assumptions;
  const renewals = Math.floor(jobSeconds / assumptions.renewalSeconds);
  const windows = Math.ceil(artifactMib / assumptions.windowMib) + 2;
  const line = lineOf({ jobs });
  const counts = countsOfAll + countsOfAnAction * facts.actionTypes;
  return [
    line('worker', 'worker, requests', 'lambdaRequest'),
    line('worker', 'worker, duration', 'lambdaGbSecond', { jobSeconds, gib: memoryMib / 1024 }),
    ...soonerPolls(facts, jobs),
    ...waitingRounds(usage.waits ?? 0, memoryMib),
    line('worker', 'queue: send, receive, delete, hide', 'sqsRequest', { requests: 4 + renewals }),
    line('worker', 'ledger, writes', 'dynamodbWrite', { writes: ledgerWrites + renewals }),
    line('worker', 'index of the ledger, writes', 'dynamodbWrite', { writes: indexWrites }),
    line('worker', 'ledger and clients, reads', 'dynamodbRead', { reads }),
    line('worker', 'logs', 'logGb', { gb: assumptions.logKilobytesAJob / 1e6 }),
    line('worker', 'traces', 'trace', { traces: facts.workerIsTraced ? 1 : 0 }),
    line('worker', 'key of the clients', 'kmsRequest', { requests: 1 }),
    line('own key', 'key of ledger and queue', 'kmsRequest', { requests: facts.customerManagedKeys > 0 ? 3 : 0 }),
    line('NAT gateway', 'artifacts in and out', 'natGb', { gb: facts.isInVpc ? (2 * artifactMib) / 1024 : 0 }),
    lineOf({ counts: jobs > 0 ? counts : 0 })('monitoring', 'custom metrics, at most', 'customMetric'),
    line("on the customer's bill", 'artifact read', 's3Get', { windows }),
    line("on the customer's bill", 'artifact written', 's3Put', { parts: windows }),
  ].filter(({ quantity }) => quantity > 0);
}

/** The cost of the sooner polls after a job, at most: when no two jobs come within the same minutes. */
function soonerPolls(facts: TemplateFacts, jobs: number): CostLine[] {
  const { minutesAMonth, hotMinutes, pollSeconds, pollerPauseSeconds, requestsAWakeUp, wakeUpsASend } = assumptions;
  const gib = facts.pollerMib / 1024;
  if (facts.wakeUpsAMinute === 0) {
    const stays = { pauseSeconds: pollerPauseSeconds, gib };
    const line = lineOf({ jobs });
    return [
      line('worker', 'poller, staying on', 'lambdaGbSecond', stays),
      line('worker', 'pause of the polls, read', 'dynamodbRead', { reads: 1 }),
    ];
  }
  const morePollsAMinute = 60 / HOT_POLL_EVERY - facts.pollsAMinute - facts.wakeUpsAMinute;
  const line = lineOf({ hotMinutes: Math.min(jobs * hotMinutes, minutesAMonth), morePollsAMinute });
  return [
    line('worker', 'sooner polls, requests', 'lambdaRequest'),
    line('worker', 'sooner polls, duration', 'lambdaGbSecond', { pollSeconds, gib }),
    line('worker', 'sooner polls, lease', 'dynamodbWrite'),
    line('worker', 'sooner polls, wake-ups', 'sqsRequest', { requests: requestsAWakeUp + 1 / wakeUpsASend }),
  ];
}

/** The cost of a round that is claimed and then left until its moment, besides the cost of a job. */
function waitingRounds(waits: number, memoryMib: number): CostLine[] {
  const { ledgerWritesAWait, indexWritesAWait, readsAWait, requestsAWait, claimSeconds } = assumptions;
  const line = lineOf({ waits });
  return [
    line('worker', 'waits, requests', 'lambdaRequest'),
    line('worker', 'waits, claims', 'lambdaGbSecond', { claimSeconds, gib: memoryMib / 1024 }),
    line('worker', 'waits, queue', 'sqsRequest', { requests: requestsAWait }),
    line('worker', 'waits, ledger writes', 'dynamodbWrite', { writes: ledgerWritesAWait }),
    line('worker', 'waits, writes of the index', 'dynamodbWrite', { writes: indexWritesAWait }),
    line('worker', 'waits, reads', 'dynamodbRead', { reads: readsAWait }),
  ];
}

type Factors = Readonly<Record<string, number>>;

/** Makes lines whose quantity is a product of these factors and of the line's own. */
const lineOf =
  (common: Factors) =>
  (group: CostGroup, item: string, price: PriceName, own: Factors = {}): CostLine => {
    const factors = Object.entries({ ...common, ...own });
    return {
      group,
      item,
      price,
      formula: factors.map(([name, value]) => `${Number(value.toPrecision(4))} ${words(name)}`).join(' × '),
      quantity: factors.reduce((product, [, value]) => product * value, 1),
    };
  };

/** `pollsAMinute` → `polls a minute`. */
const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The cost of a line, at list price. */
export const dollarsOf = ({ price, quantity }: CostLine): number => quantity * prices[price].dollars;

/** The cost of all lines or those of some groups, at list price. */
export const sumOf = (lines: readonly CostLine[], ...groups: CostGroup[]): number =>
  lines
    .filter(({ group }) => groups.length === 0 || groups.includes(group))
    .reduce((sum, line) => sum + dollarsOf(line), 0);

/** What is left of the list price when nothing else in the account uses its free units of the month. */
export function sumAfterFreeUnits(lines: readonly CostLine[]): number {
  const byPrice = Map.groupBy(lines, ({ price }) => price);
  return [...byPrice].reduce((sum, [name, some]) => {
    const quantity = some.reduce((total, line) => total + line.quantity, 0);
    return sum + Math.max(0, quantity - prices[name].free) * prices[name].dollars;
  }, 0);
}
