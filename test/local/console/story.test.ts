import { describe, expect, it } from 'vitest';
import { createScale } from '../../../local/console/page/scale.ts';
import { tellStory } from '../../../local/console/page/story.ts';
import type { DetailEvent } from '../../../local/events/event.ts';

type Fact = DetailEvent extends infer E ? (E extends DetailEvent ? Omit<E, 'id' | 'jobId'> : never) : never;

const eventsOf = (jobId: string, facts: readonly Fact[]): DetailEvent[] =>
  // Each is an event without what is added here.
  facts.map((fact, index) => ({ ...fact, id: index + 1, jobId }) as DetailEvent);

const status = (
  at: number,
  name: 'Created' | 'Queued' | 'Dispatched' | 'InProgress' | 'Succeeded' | 'Failed',
): Fact => ({
  kind: 'status',
  at,
  status: name,
});
const invocation = (at: number, state: 'began' | 'ended' | 'died', environment = 'worker-1'): Fact => ({
  kind: 'invocation',
  at,
  function: 'worker',
  environment,
  state,
  receive: 1,
});
const ledger = (at: number, phase: string, runs = 0): Fact => ({
  kind: 'ledger',
  at,
  phase,
  attempt: 1,
  runs,
  leaseUntil: 0,
  entry: '',
});

const toShort = ({ name, from, to, tone }: { name: string; from: number; to?: number; tone: string }) => [
  name,
  from,
  to,
  tone,
];

describe('the story of a job', () => {
  it.each([
    ['GetThirdPartyJobDetails', 'token, details, acknowledge'],
    ['GetJobDetails', 'details, acknowledge'],
  ])('tells what its claim was made of, where it was claimed with %s', (operation, note) => {
    const call: Fact = {
      ...{ kind: 'call', at: 66, service: 'codepipeline', operation, milliseconds: 2 },
      ...{ status: 200, attempt: 1, request: '', answer: '' },
    };

    const [chapter] = tellStory(eventsOf('a', [ledger(65, 'claiming'), call, status(70, 'InProgress')]));

    expect(chapter?.spans.find(({ name }) => name === 'Claim')).toMatchObject({ note });
  });

  it('is told from the queue to the result, with every part in its place', () => {
    const [chapter] = tellStory(
      eventsOf('a', [
        ...[status(0, 'Created'), status(0, 'Queued'), status(40, 'Dispatched'), invocation(60, 'began')],
        ...[ledger(65, 'claiming'), status(70, 'InProgress'), ledger(72, 'running'), ledger(75, 'running', 1)],
        ...[ledger(95, 'decided', 1), status(98, 'Succeeded'), invocation(99, 'ended')],
      ]),
    );

    expect(chapter?.spans.map(toShort)).toEqual([
      ['Queue', 0, 40, 'wait'],
      ['Message', 40, 60, 'wait'],
      ['Attempt 1', 60, 99, 'work'],
      ['Claim', 65, 70, 'work'],
      ['Run', 75, 95, 'work'],
      ['Put result', 95, 98, 'work'],
      ['Succeeded', 98, 98, 'good'],
    ]);
  });

  it('shows a killed attempt, the wait for its lease, and the attempt that recovers', () => {
    const kill: Fact = { kind: 'kill', at: 80, environment: 'worker-1' };
    const [chapter] = tellStory(
      eventsOf('a', [
        ...[status(0, 'Queued'), status(10, 'Dispatched'), invocation(20, 'began'), ledger(30, 'running', 1)],
        ...[kill, invocation(81, 'died'), invocation(200, 'began', 'worker-2'), ledger(210, 'running', 2)],
      ]),
    );

    expect(chapter?.spans.map(toShort)).toEqual([
      ['Queue', 0, 10, 'wait'],
      ['Message', 10, 20, 'wait'],
      ['Attempt 1', 20, 81, 'work'],
      ['Run 1', 30, 81, 'work'],
      ['Wait', 81, 200, 'wait'],
      ['Attempt 2', 200, undefined, 'work'],
      ['Run 2', 210, undefined, 'work'],
    ]);
    expect(chapter?.spans.flatMap(({ kills }) => kills)).toEqual([80]);
    expect(chapter?.spans.find(({ name }) => name === 'Wait')?.note).toBe('the lease of the dead worker runs out');
  });

  it('names the wait of a round for its moment', () => {
    const waiting: Fact = { ...ledger(30, 'waiting'), kind: 'ledger', notBefore: 5000 } as Fact;
    const facts = [
      status(0, 'Queued'),
      status(10, 'Dispatched'),
      invocation(20, 'began'),
      waiting,
      invocation(31, 'ended'),
    ];
    const [until] = tellStory(eventsOf('a', facts));
    const [over] = tellStory(eventsOf('a', [...facts, invocation(5100, 'began'), ledger(5101, 'running', 1)]));

    expect(until?.spans.map(toShort).at(-1)).toEqual(['Not before', 31, undefined, 'wait']);
    expect(over?.spans.map(toShort)).toContainEqual(['Not before', 31, 5100, 'wait']);
    expect(over?.spans.find(({ name }) => name === 'Not before')?.note).toMatch(
      /^the round starts at \S+:05.000 or later$/,
    );
  });

  it('has a chapter for each round, and names the wait between two', () => {
    const chapters = tellStory([
      ...eventsOf('a', [status(0, 'Created'), status(0, 'Queued'), status(10, 'Succeeded')]),
      ...eventsOf('b', [status(10, 'Created'), status(40, 'Queued')]),
    ]);

    expect(chapters.map(({ jobId, spans }) => [jobId, ...spans.map(({ name }) => name)])).toEqual([
      ['a', 'Queue', 'Succeeded'],
      ['b', 'Next round', 'Queue'],
    ]);
  });
});

describe('the scale of a story', () => {
  const wait = { name: 'Queue', from: 0, to: 100_000, tone: 'wait' as const, kills: [] };
  const work = { name: 'Run', from: 100_000, to: 100_100, tone: 'work' as const, kills: [] };

  it('folds a long wait, so that what was done can be seen', () => {
    const scale = createScale([wait, work], 0);

    expect(scale.at(0)).toBe(0);
    expect(scale.at(100_000)).toBeCloseTo(0.22);
    expect(scale.at(100_100)).toBe(1);
    expect(scale.folded).toMatchObject([{ milliseconds: 100_000 }]);
  });

  it('folds nothing while there is nothing but waiting', () => {
    const scale = createScale([wait], 0);

    expect(scale.at(50_000)).toBe(0.5);
    expect(scale.folded).toEqual([]);
  });
});
