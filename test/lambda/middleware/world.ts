import { type Action, defineAction } from '../../../lambda/action/action.ts';
import { optional, required } from '../../../lambda/action/configuration.ts';
import type { Job } from '../../../lambda/action/job.ts';
import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { secret, text } from '../../../lambda/action/parsers.ts';
import type { Secret } from '../../../lambda/action/secret.ts';
import type { Offers } from '../../../lambda/job/job-source.ts';
import { poll } from '../../../lambda/job/poll.ts';
import { createLastWord } from '../../../lambda/last-word.ts';
import { customSource } from '../../../lambda/sources/custom/custom-source.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import { createWorker, type WorkerPorts } from '../../../lambda/worker.ts';
import type { ActionTypeId } from '../../../model/action-type.ts';
import type { Integration } from '../../../model/integration.ts';
import type { RoundLimits } from '../../../model/round-limits.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { type LogLine, memoryLog } from '../../../testing/memory-log.ts';
import { archiveOf, type MemoryArchive, memoryArtifacts } from '../../memory/artifacts.ts';
import { memoryClients } from '../../memory/clients.ts';
import { memoryCodePipeline, type NewJob } from '../../memory/codepipeline-jobs.ts';
import { ACCOUNT, memoryCustomJobs } from '../../memory/custom-jobs.ts';
import { type FaultPlan, mortal, withFaults } from '../../memory/faults.ts';
import { type MemoryQueue, memoryQueue } from '../../memory/queue.ts';
import { deliver, type Fate, type Lambda } from './deliver.ts';
import { type Pillar, withoutPillar } from './pillars.ts';
import { createRunRecord } from './run-record.ts';

export const CLIENT = 'c0ffee00-0000-4000-8000-000000000001';
export const CLIENT_TOKEN = 'client-token-4711';
export const ACTION_TYPE: ActionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' };

const SOURCE_KEY = 'shop/Source/a1B2c3D';
export const REPORT_KEY = 'shop/Report/e4F5g6H';

export type ProbeJob = Job<{ readonly Password: Secret | undefined; readonly Note: string }>;

/** An action with one secret property, one input and one output artifact, that does what a test wants. */
export const probe = (run: (job: ProbeJob) => Promise<Outcome>): Action =>
  defineAction({
    type: ACTION_TYPE,
    description: 'Does what a test wants.',
    configuration: {
      Password: optional(secret, { description: 'Lets the action in.' }),
      Note: required(text, { description: 'Says anything.' }),
    },
    inputs: { minimum: 0, maximum: 1 },
    outputs: { minimum: 0, maximum: 1 },
    run,
  });

/** Reads its input, writes its output and succeeds. */
export async function copyArtifact(job: ProbeJob): Promise<Outcome> {
  const page = await job.input().read('index.html');
  const report = job.output();
  await report.write('report.txt', `${page.length} bytes`);
  await report.finish();
  return succeeded({ summary: 'copied' });
}

type ProbePorts = WorkerPorts & { actions: readonly Action[] };

/** Times in seconds. */
export interface WorldOptions {
  jobTimeout?: number;
  redelivery?: number;
  nonceLapsesAfter?: number;
  /** Third-party when left out. */
  integration?: Integration | undefined;
  /** What the workers' protocol lacks. */
  without?: Pillar | undefined;
  /** Seals the state of custom actions. */
  secret?: () => Promise<string>;
}

const sealingSecret = async () => 'sealing secret of the stack';

/** Everything a job meets on its road, in memory and on one clock. */
export function createWorld({
  without,
  integration = 'third-party',
  secret: readSecret = sealingSecret,
  ...rules
}: WorldOptions = {}) {
  const clock = createManualClock();
  const codePipeline = memoryCodePipeline({ clock, ...rules });
  const ledger = memoryLedger();
  const clients = memoryClients();
  const deadLetters = memoryQueue({ clock });
  const queue = memoryQueue({ clock, deadLetters });
  const objects = new Map<string, MemoryArchive>([[SOURCE_KEY, archiveOf({ 'index.html': '<h1>Shop</h1>' })]]);
  const artifacts = memoryArtifacts(objects);
  const pollerLines: LogLine[] = [];
  const runs = createRunRecord();

  codePipeline.setToken(CLIENT, CLIENT_TOKEN);
  clients.set(CLIENT, { token: CLIENT_TOKEN });

  const customJobs = memoryCustomJobs(codePipeline);
  const sourceOf = (plan: FaultPlan) => {
    if (integration === 'custom') {
      const jobs = withFaults('jobs', customJobs, plan);
      return { source: customSource({ jobs, secret: readSecret }), offers: jobs };
    }
    const jobs = withFaults('jobs', codePipeline, plan);
    return { source: thirdPartySource({ jobs, clients: withFaults('clients', clients, plan) }), offers: jobs };
  };
  const portsOf = (jobQueue: MemoryQueue, plan: FaultPlan) => {
    const reached = withoutPillar(without, { ledger, queue: jobQueue });
    return {
      ...sourceOf(plan),
      ledger: withFaults('ledger', runs.watch(plan, reached.ledger, ledger), plan),
      queue: withFaults('queue', reached.queue, plan),
      clock,
    };
  };
  const noFaults: FaultPlan = () => 'none';

  return {
    clock,
    codePipeline,
    ledger,
    clients,
    queue,
    deadLetters,
    objects,
    pollerLines,
    runs,

    /** Queues a job that copies its artifact, and gives its id. */
    addJob: (job: Partial<NewJob> = {}) =>
      codePipeline.add({
        clientId: integration === 'custom' ? ACCOUNT : CLIENT,
        actionTypeId: ACTION_TYPE,
        configuration: { Note: 'hello' },
        inputArtifacts: [{ name: 'Source', bucketName: 'artifacts', objectKey: SOURCE_KEY }],
        outputArtifacts: [{ name: 'Report', bucketName: 'artifacts', objectKey: REPORT_KEY }],
        ...job,
      }),

    /** One round of the poller. Gives how many jobs it queued. */
    poll: (plan = noFaults) =>
      poll(
        {
          ...portsOf(queue, plan),
          deadLetters: integration === 'custom' ? withFaults('queue', deadLetters, plan) : undefined,
          log: memoryLog(pollerLines),
        },
        [ACTION_TYPE],
        clock.now() + 1,
      ),

    /** The same, of what is on offer elsewhere. */
    pollFrom: (offers: Offers) =>
      poll({ ...portsOf(queue, noFaults), offers, log: memoryLog(pollerLines) }, [ACTION_TYPE], clock.now() + 1),

    workerPorts: (run: (job: ProbeJob) => Promise<Outcome>, plan: FaultPlan = noFaults): ProbePorts => ({
      ...portsOf(queue, plan),
      artifacts: {
        input: (location, access) => withFaults('input', artifacts.input(location, access), plan),
        output: (location, access) => withFaults('output', artifacts.output(location, access), plan),
      },
      actions: [probe(runs.note(plan, run))],
      surroundings: { local: false },
    }),
    worker(run: (job: ProbeJob) => Promise<Outcome>, plan: FaultPlan = noFaults): Lambda {
      return mortal(plan, clock, (own) => this.workerWith(this.workerPorts(run, own)));
    },
    workerWith: ({ actions, ...ports }: ProbePorts): Lambda => withPlainConsole(() => createWorker(ports, actions)),
    lastWord: (plan: FaultPlan = noFaults, limits?: RoundLimits): Lambda =>
      mortal(plan, clock, (own) => withPlainConsole(() => createLastWord({ ...portsOf(deadLetters, own), limits }))),

    /** Has a Lambda work on the next visible message. */
    deliver: (lambda: Lambda, seconds?: number): Promise<Fate> => clock.finish(deliver(queue, lambda, clock, seconds)),
    deliverDeadLetter: (lambda: Lambda): Promise<Fate> => clock.finish(deliver(deadLetters, lambda, clock, 60)),
  };
}

export type World = ReturnType<typeof createWorld>;

/** Each worker puts its redactor around the console for good; many of them in one process would pile up. */
export function withPlainConsole<T>(create: () => T): T {
  const plain = { ...console };
  try {
    return create();
  } finally {
    Object.assign(console, plain);
  }
}
