import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { commands } from '../../bin/commands.ts';
import { assumptions } from '../../operate/cost/assumptions.ts';
import { type CostLine, dollarsOf, idleCost, jobCost, sumAfterFreeUnits, sumOf } from '../../operate/cost/cost.ts';
import { costCommand } from '../../operate/cost/cost-command.ts';
import { costTable } from '../../operate/cost/cost-table.ts';
import { pollingCosts } from '../../operate/cost/polling-cost.ts';
import { prices } from '../../operate/cost/prices.ts';
import { readTemplate } from '../../operate/cost/template-facts.ts';
import { synthesize } from '../lib/synthesize.ts';
import { variants } from '../lib/variants.ts';
import { runCommand } from '../operate/run-command.ts';
import { timeLimit } from '../time-limit.ts';

const factsOf = (...props: Parameters<typeof synthesize>) => readTemplate(synthesize(...props).toJSON());
const facts = factsOf();
const twoActions = factsOf({
  actionTypes: ['One', 'Two'].map((provider) => ({ category: 'Test', owner: 'ThirdParty', provider, version: '1' })),
});
const everyMinute = factsOf({ pollEvery: Duration.minutes(1) });
const dollars = (lines: CostLine[], item: string) =>
  lines.filter((line) => line.item === item).reduce((sum, line) => sum + dollarsOf(line), 0);

describe('the facts of a template', () => {
  it('are what is charged', () => {
    expect(facts).toEqual({
      actionTypes: 1,
      pollerMib: 256,
      workerMib: 1769,
      pollsAMinute: 1,
      wakeUpsAMinute: 11,
      eventSourceMappings: 3,
      alarmMetrics: 21,
      compositeAlarms: 1,
      dashboards: 1,
      workerIsTraced: true,
      customerManagedKeys: 0,
      isInVpc: false,
    });
  });

  it('follow the props', () => {
    expect(factsOf(variants.monitoring)).toMatchObject({ alarmMetrics: 0, compositeAlarms: 0, dashboards: 0 });
    expect(factsOf(variants.encryptionKey)).toMatchObject({ customerManagedKeys: 1 });
    expect(factsOf(variants.network)).toMatchObject({ isInVpc: true });
    expect(factsOf(variants.workerMemory)).toMatchObject({ workerMib: 3072 });
    expect(twoActions).toMatchObject({ actionTypes: 2, alarmMetrics: 24 });
    expect(factsOf(variants.pollEvery)).toMatchObject({ wakeUpsAMinute: 5, eventSourceMappings: 3 });
    expect(everyMinute).toMatchObject({ wakeUpsAMinute: 0, eventSourceMappings: 2 });
    expect(factsOf({ pollEvery: Duration.seconds(45) })).toMatchObject({ wakeUpsAMinute: 1 });
  });

  it('cannot be read from the template of something else', () => {
    expect(() => readTemplate({ Resources: {} })).toThrow('it is not that of a PartnerActionStack');
  });
});

describe('an idle month', () => {
  it('costs at most $0.10 at list price for the worker itself, where it is polled once a minute', () => {
    const worker = sumOf(idleCost(everyMinute), 'worker');

    expect(worker).toBeGreaterThan(0);
    expect(worker).toBeLessThanOrEqual(0.1);
  });

  it('costs, at a poll a minute, no more than it did before there were wake-ups and pauses', () => {
    const lines = idleCost(everyMinute).filter(({ group }) => group !== 'monitoring');

    const before = 43_800 * (1 + 0.2) * 1e-6 + 43_800 * 0.1 * 0.25 * 0.0000133334 + 43_800 * 2 * 5 * 3 * 0.4e-6;
    expect(sumOf(lines)).toBeCloseTo(before, 9);
  });

  it('costs, in each line, its factors times its price', () => {
    const lines = idleCost(twoActions);
    const polls = 43_800 * 12;

    expect(dollars(lines, 'schedule')).toBeCloseTo(43_800 / 1e6, 9);
    expect(dollars(lines, 'poller, requests')).toBeCloseTo((polls * 0.2) / 1e6, 9);
    expect(dollars(lines, 'poller, duration')).toBeCloseTo(polls * 0.1 * 0.25 * 0.0000133334, 9);
    expect(dollars(lines, 'poll lease, taken')).toBeCloseTo((polls * 0.625) / 1e6, 9);
    expect(dollars(lines, 'wake-ups, sent')).toBeCloseTo((43_800 * 2 * 0.4) / 1e6, 9);
    expect(dollars(lines, 'wake-ups, received and deleted')).toBeCloseTo((43_800 * 11 * 2 * 0.4) / 1e6, 9);
    expect(dollars(lines, 'Lambda asking idle queues')).toBeCloseTo((43_800 * 3 * 5 * 3 * 0.4) / 1e6, 9);
    expect(dollars(lines, 'alarms')).toBeCloseTo(2.4, 9);
    expect(dollars(lines, 'alarms on alarms')).toBeCloseTo(0.5, 9);
    expect(dollars(lines, 'dashboard')).toBeCloseTo(3, 9);
  });

  it('costs, after the free units of an account, what Lambda asks the queues beyond a million times', () => {
    const unwatched = idleCost(factsOf({ monitoring: false, pollEvery: Duration.minutes(1) }));

    const asked = 43_800 * 2 * assumptions.pollersAMapping * assumptions.longPollsAMinute;
    expect(sumAfterFreeUnits(unwatched)).toBeCloseTo((asked - 1e6) * prices.sqsRequest.dollars, 9);
  });

  it('costs a key of one’s own on top', () => {
    const extra = sumOf(idleCost(factsOf(variants.encryptionKey))) - sumOf(idleCost(facts));

    expect(extra).toBeCloseTo(1, 9);
  });
});

describe('an idle month by the interval between polls', () => {
  const costs = pollingCosts(twoActions);
  const at = (pollEvery: number) => pollingCosts(twoActions, [pollEvery])[0];

  it('costs less the longer the interval is, and what the template says at its own', () => {
    const totals = costs.map(({ worker, emptyReceives }) => worker + emptyReceives);

    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    expect(at(5)?.worker).toBeCloseTo(sumOf(idleCost(twoActions), 'worker'), 9);
    expect(at(5)?.emptyReceives).toBeCloseTo(sumOf(idleCost(twoActions), 'empty receives'), 9);
  });

  it('costs at a minute what a stack costs that is deployed so, whichever one is asked', () => {
    const lines = idleCost(everyMinute).filter(({ group }) => group === 'worker');

    for (const stack of [facts, everyMinute]) {
      const [cost] = pollingCosts(stack, [60]);
      expect(cost?.worker).toBeCloseTo(sumOf(lines), 9);
      expect(cost?.emptyReceives).toBeCloseTo(43_800 * 2 * 5 * 3 * 0.4e-6, 9);
    }
    expect(pollingCosts(everyMinute, [5])[0]).toEqual(at(5));
  });

  it('costs at most $2.00 at list price by default, with all that Lambda asks of queues', () => {
    const lines = idleCost(twoActions).filter(({ group }) => group !== 'monitoring');

    expect(sumOf(lines)).toBeLessThanOrEqual(2);
  });
});

describe('jobs', () => {
  const usage = { jobs: 1000, jobSeconds: 100, artifactMib: 50 };

  it('cost, in each line, their number times what one needs', () => {
    const lines = jobCost(facts, usage);

    expect(dollars(lines, 'worker, requests')).toBeCloseTo((1000 * 0.2) / 1e6, 9);
    expect(dollars(lines, 'worker, duration')).toBeCloseTo(1000 * 100 * (1769 / 1024) * 0.0000133334, 6);
    const sooner = 1000 * 5 * (30 - 12);
    expect(dollars(lines, 'sooner polls, requests')).toBeCloseTo((sooner * 0.2) / 1e6, 9);
    expect(dollars(lines, 'sooner polls, duration')).toBeCloseTo(sooner * 0.1 * 0.25 * 0.0000133334, 9);
    expect(dollars(lines, 'sooner polls, lease')).toBeCloseTo((sooner * 0.625) / 1e6, 9);
    expect(dollars(lines, 'sooner polls, wake-ups')).toBeCloseTo((sooner * 2.1 * 0.4) / 1e6, 9);
    // 100 seconds are two renewals.
    expect(dollars(lines, 'queue: send, receive, delete, hide')).toBeCloseTo((1000 * 6 * 0.4) / 1e6, 9);
    expect(dollars(lines, 'ledger, writes')).toBeCloseTo((1000 * 9 * 0.625) / 1e6, 9);
    expect(dollars(lines, 'ledger and clients, reads')).toBeCloseTo((1000 * 3 * 0.125) / 1e6, 9);
    expect(dollars(lines, 'index of the ledger, writes')).toBeCloseTo((1000 * 5 * 0.625) / 1e6, 9);
    expect(dollars(lines, 'logs')).toBeCloseTo(0.0045, 9);
    expect(dollars(lines, 'traces')).toBeCloseTo(0.005, 9);
    expect(dollars(lines, 'key of the clients')).toBeCloseTo(0.003, 9);
    expect(dollars(lines, 'custom metrics, at most')).toBeCloseTo(24 * 0.3, 9);
    expect(dollars(lines, 'artifact read')).toBeCloseTo((1000 * 9 * 0.0004) / 1000, 9);
  });

  it('cost more where they are rounds that wait, which are claimed by one worker and run by another', () => {
    const lines = jobCost(facts, { ...usage, waits: 100 });

    expect(dollars(lines, 'waits, requests')).toBeCloseTo((100 * 0.2) / 1e6, 9);
    expect(dollars(lines, 'waits, claims')).toBeCloseTo(100 * 1 * (1769 / 1024) * 0.0000133334, 9);
    expect(dollars(lines, 'waits, ledger writes')).toBeCloseTo((100 * 2 * 0.625) / 1e6, 9);
    expect(dollars(lines, 'waits, writes of the index')).toBeCloseTo((100 * 0.625) / 1e6, 9);
    expect(dollars(lines, 'waits, reads')).toBeCloseTo((100 * 4 * 0.125) / 1e6, 9);
    expect(dollars(lines, 'waits, queue')).toBeCloseTo((100 * 2 * 0.4) / 1e6, 9);
    expect(sumOf(jobCost(facts, { ...usage, waits: 0 }))).toBe(sumOf(jobCost(facts, usage)));
  });

  it('cost the poller’s patience where nothing wakes it, and no more sooner polls than a month has', () => {
    const scheduled = dollars(jobCost(everyMinute, usage), 'poller, staying on');
    const many = dollars(jobCost(facts, { ...usage, jobs: 1_000_000 }), 'sooner polls, requests');

    expect(scheduled).toBeCloseTo(1000 * 5 * 0.25 * 0.0000133334, 9);
    expect(many).toBeCloseTo((43_800 * 18 * 0.2) / 1e6, 9);
  });

  it('cost in proportion to their seconds and their memory', () => {
    const duration = (more: object) => dollars(jobCost(facts, { ...usage, ...more }), 'worker, duration');

    expect(duration({ jobSeconds: 200 })).toBeCloseTo(2 * duration({}), 9);
    expect(duration({ memoryMib: 2 * 1769 })).toBeCloseTo(2 * duration({}), 9);
    expect(duration({ artifactMib: 500 })).toBe(duration({}));
  });

  it('cost for their artifacts’ way through a NAT gateway only where functions are in a VPC', () => {
    const inVpc = jobCost(factsOf(variants.network), usage);

    expect(sumOf(jobCost(facts, usage), 'NAT gateway')).toBe(0);
    expect(sumOf(inVpc, 'NAT gateway')).toBeCloseTo((1000 * 2 * 50 * 0.045) / 1024, 9);
  });

  it('cost nothing when there are none', () => {
    expect(sumOf(jobCost(facts, { ...usage, jobs: 0 }))).toBe(0);
  });
});

describe('the table', () => {
  it('shows each line with its formula and leaves the customer’s bill out of the sum', () => {
    const table = costTable('1000 jobs', jobCost(facts, { jobs: 1000, jobSeconds: 100, artifactMib: 50 }));

    expect(table).toContain('1000 jobs × 9 writes × $0.000000625 per write unit');
    const ours = sumOf(jobCost(facts, { jobs: 1000, jobSeconds: 100, artifactMib: 0 }), 'worker', 'monitoring');
    expect(table).toMatch(new RegExp(`all, at list price +\\$${ours.toFixed(4)}`));
  });
});

describe('npm run cost', () => {
  it('prints an idle month and the jobs that are asked for, with the pages of the prices', {
    timeout: timeLimit(60_000),
  }, async () => {
    const command = await commands['cost']?.load();

    const args = ['--jobs', '500', '--job-seconds', '30'];
    const { output: printed } = await runCommand(command ?? expect.unreachable(), args);

    expect(printed).toContain('PartnerAction: an idle month');
    expect(printed).toContain('PartnerAction: 500 jobs of 30 seconds, beside that');
    expect(printed).toMatch(/^pollEvery, in seconds +polls +worker/m);
    expect(printed).toContain('https://aws.amazon.com/lambda/pricing/');
  });

  it.each([
    [['--jobs', 'many'], '--jobs is "many": allowed is a number from 0 to 1000000000'],
    [['--waits', '1001'], '--waits is "1001": allowed is a number from 0 to 1000.'],
    [['--job-seconds', '901'], '--job-seconds is "901": allowed is a number from 0 to 900'],
    [['--artifact-mib', ''], '--artifact-mib is "": allowed is a number'],
    [['--color'], "Unknown option '--color'"],
  ])('refuses %o with exit code 2, and names its help', async (args, message) => {
    const { code, errors } = await runCommand(
      costCommand(() => Promise.reject(new Error('it was synthesized'))),
      args,
    );

    expect(errors).toContain(message);
    expect(errors).toContain('See --help.');
    expect(code).toBe(2);
  });
});
