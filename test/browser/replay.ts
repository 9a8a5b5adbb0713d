import type { CallEvent, JobEvent, LocalEvent } from '../../local/events/event.ts';
import type { Recorder, Told } from '../../local/events/recorder.ts';

type Event = Told<LocalEvent>;

/** Letters of every kind that a page could be misled by. */
export const HOSTILE = '"><img src=x onerror=alert(1)>\u202eשלום';

const START = Date.UTC(2030, 0, 1);
const idOf = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** How one job of a replay goes. */
interface Plot {
  end: 'running' | 'succeeded' | 'failed' | 'killed' | 'continuing';
  /** Of pipeline, stage, action and artifacts. */
  name?: string;
  lines?: number;
  execution?: number;
}

/** The events of a job as they come from a worker; the number tells it from others. */
export function playJob(number: number, { end, name = 'Guard', lines = 3, execution = number }: Plot): Event[] {
  const jobId = idOf(number);
  const at = START + number * 1000;
  const job = (status: JobEvent['status'], facts: Partial<JobEvent> = {}): Event => ({
    kind: 'job',
    jobId,
    clientId: 'a1b2c3d4-0000-4000-8000-00000000000a',
    actionTypeId: { category: 'Test', owner: 'ThirdParty', provider: 'Acme-Scan', version: '1' },
    pipelineName: name,
    stageName: name,
    actionName: name,
    actionExecutionId: `execution-${execution}`,
    createdAt: at,
    changedAt: at,
    status,
    ...facts,
  });
  const status = (after: number, entered: JobEvent['status'], facts: object = {}): Event => ({
    kind: 'status',
    jobId,
    at: at + after,
    status: entered,
    ...facts,
  });
  const attempt = (after: number, state: 'began' | 'ended' | 'died', environment = 'worker-abc'): Event =>
    ({
      ...{ kind: 'invocation', jobId, at: at + after, function: 'worker', environment, state, receive: 1 },
    }) as Event;
  const ledger = (after: number, phase: string, runs: number): Event =>
    ({
      ...{
        kind: 'ledger',
        jobId,
        at: at + after,
        phase,
        attempt: 1,
        runs,
        leaseUntil: at + 120_000,
        entry: '{"phase":"running"}',
      },
    }) as Event;
  const called = (after: number, operation: string, facts: Partial<CallEvent> = {}): Event =>
    ({
      ...{
        kind: 'call',
        jobId,
        at: at + after,
        service: 'codepipeline',
        operation,
        milliseconds: 4,
        status: 200,
        attempt: 1,
      },
      ...{
        environment: 'worker-abc',
        request: '{"jobId":"x","clientToken":"***"}',
        answer: '{"status":"InProgress"}',
        ...facts,
      },
    }) as Event;
  const begin: Event[] = [
    job('Created'),
    {
      kind: 'made',
      jobId,
      at,
      configuration: { FailOn: name, Token: '***' },
      secrets: ['Token'],
      inputArtifacts: [name],
      outputArtifacts: ['Report'],
      continues: false,
    },
    ...[
      status(0, 'Created'),
      status(0, 'Queued'),
      status(400, 'Dispatched'),
      attempt(450, 'began'),
      ledger(460, 'claiming', 0),
    ],
    ...[called(470, 'AcknowledgeThirdPartyJob'), status(500, 'InProgress'), ledger(510, 'running', 1)],
    called(520, 'GetObject', { service: 's3', artifact: name, request: '{"method":"GET"}', answer: '{"bytes":2048}' }),
    ...Array.from(
      { length: lines },
      (_, index): Event =>
        ({
          ...{ kind: 'log', jobId, at: at + 530 + index, function: 'worker', level: index % 3 === 1 ? 'warn' : 'info' },
          ...{ message: `${name} line ${index}`, fields: '{"files":7}' },
        }) as Event,
    ),
  ];
  const over = (result: JobEvent['status'], facts: object, standing: Partial<JobEvent>): Event[] => [
    ...[
      ledger(900, 'decided', 1),
      called(910, 'PutThirdPartyJobResult', { fault: 'throttle', status: 400, attempt: 2 }),
    ],
    ...[status(950, result, facts), attempt(960, 'ended'), job(result, standing)],
  ];
  const message = `It found ${name}.`;
  switch (end) {
    case 'running':
      return [
        ...begin,
        { kind: 'progress', jobId, at: at + 600, percent: 40, summary: message },
        job('InProgress', { percent: 40 }),
      ];
    case 'killed':
      return [
        ...[...begin, { kind: 'kill', jobId, at: at + 700, environment: 'worker-abc' } as Event, attempt(701, 'died')],
        job('InProgress', { deaths: 1, percent: 40 }),
      ];
    case 'failed':
      return [
        ...begin,
        ...over(
          'Failed',
          { failureDetails: { type: 'JobFailed', message } },
          { said: message, failureType: 'JobFailed' },
        ),
      ];
    case 'succeeded':
      return [...begin, ...over('Succeeded', { executionDetails: { summary: message } }, { said: message })];
    case 'continuing':
      return [...begin, ...over('Succeeded', {}, { continuedAs: idOf(number + 1) })];
  }
}

/** Lets all of it happen at once. */
export function replay(recorder: Recorder, events: readonly Event[]): void {
  for (const event of events) recorder.record(event);
}

/** What every replay begins with: functions that are up, and a poll. */
export const calm: readonly Event[] = [
  { kind: 'functions', state: 'ready' },
  { kind: 'controls', faults: [], clockAhead: 0 },
  { kind: 'poll', actionType: 'Test/ThirdParty/Acme-Scan/1', jobs: 0 },
  { kind: 'queue', waiting: 2, hidden: 1, dead: 0 },
  { kind: 'client', clientId: 'a1b2c3d4-0000-4000-8000-00000000000a' },
];

/** Many jobs of every kind. */
export const playJobs = (count: number): Event[] =>
  Array.from({ length: count }, (_, number) => {
    const ends = ['succeeded', 'failed', 'running', 'killed'] as const;
    return playJob(number, { end: ends[number % ends.length] ?? 'running' });
  }).flat();
