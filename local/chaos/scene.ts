import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClosingStack } from '../../command/closing-stack.ts';
import type { Endpoints } from '../../model/local/services.ts';
import { anyFreePorts } from '../../model/local/services.ts';
import { rehearsalVariables } from '../../model/stack-variables.ts';
import { chain } from '../faults/call.ts';
import { createDraw } from '../faults/chance.ts';
import { openFaults } from '../faults/faults.ts';
import { startProxies } from '../faults/proxies.ts';
import { type Functions, type FunctionsOptions, startFunctions } from '../program/functions.ts';
import { type Services, startServices } from '../program/services.ts';
import { type Customers, createCustomers } from './customers.ts';
import { type FollowedJobs, followJobs } from './follow-jobs.ts';
import { type RehearsalInput, writeInput } from './input.ts';
import { createKiller, type DealtKill } from './killer.ts';
import { createObserver, type Observer } from './observer.ts';
import { takeTurns } from './other-release.ts';
import { type ActionRun, readRuns } from './read-runs.ts';
import type { Script } from './script.ts';
import type { Stage } from './stage.ts';
import type { Timing } from './timing.ts';

/** Everything that one rehearsal runs on, and what is seen of it. */
export interface Scene extends AsyncDisposable {
  readonly jobs: FollowedJobs;
  readonly observer: Observer;
  readonly kills: readonly DealtKill[];
  readonly customers: Customers;
  readonly input: RehearsalInput;
  /** Every line that a function wrote. */
  readonly lines: readonly string[];
  /** Lambda's words on invocations that did not end by themselves. */
  readonly deaths: readonly string[];
  /** The runs of actions so far, as the actions noted them. */
  actionRuns(): Promise<ActionRun[]>;
  /** Calls that a fault struck so far. */
  strikes(): number;
  startFunctions(): Promise<void>;
}

/** Fewer than in the stack, so that a worker which dies before it comes to its action has a last word in time. */
const MAX_RECEIVES = 6;
/** The same of attempts at a custom action's job, of which some only wait for what the next poll tells. */
const MAX_IN_VAIN = 10;
/** In megabytes; little, so that a worker that fills it does not fill the machine. */
const WORKER_MEMORY = 256;
/** A poller that ends its turn after a second: it keeps 10 seconds of its time. */
const POLLER_TIMEOUT = 11;

/** Starts the services with the script's faults and kills in front of them; the functions wait. */
export async function openScene(script: Script, stage: Stage): Promise<Scene> {
  const { timing, covered } = stage;
  const draw = createDraw(script.seed);
  await using opening = createClosingStack();
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const faults = openFaults(script.faults, script.seed, timing.leaseSeconds);
  const services = await startServices({
    ports: anyFreePorts,
    clock: faults.clock,
    settings: { ...timing.settings, ...faults.settings },
    queue: { visibilitySeconds: timing.visibilitySeconds, maxReceiveCount: MAX_RECEIVES },
    ...stage.known,
  });
  opening.defer(() => services.close());

  const observer = createObserver();
  const jobs = followJobs(services.controlPlane.jobs, observer, stage);
  let functions: Functions | undefined;
  const kill = (sender: string) => void functionOf(functions, sender)?.kill('SIGKILL', sender);
  const killer = createKiller({ observer, draw, covered, plan: script.kills, roleOf: jobs.roleOf, kill });
  const record = join(folder, 'runs.jsonl');
  let strikes = 0;
  const strike = faults.intercept(services, () => {
    strikes += 1;
  });
  const interceptors = [observer.outside, strike, killer.intercept, observer.inside];
  const proxies = await startProxies(services, chain(interceptors));
  opening.defer(() => proxies.close());

  const customers = await createCustomers(services, draw);
  const input = await writeInput(join(folder, 'input'), script.seed);
  const lines: string[] = [];
  const deaths: string[] = [];
  const opened = opening.move();
  return {
    ...{ jobs, observer, kills: killer.kills, customers, input, lines, deaths, strikes: () => strikes },
    actionRuns: () => readRuns(record),
    async startFunctions() {
      const started = await startRehearsed(services, stage, proxies.endpoints, {
        variables: { ...faults.variables, REHEARSAL_RECORD: record },
        onLog: (_name, line) => lines.push(line),
        onError: (error) => deaths.push(String(error)),
      });
      opened.defer(() => started.close());
      if (stage.others) opened.use(takeTurns(started, stage.made.bundles, stage.others, timing.leaseSeconds));
      functions = started;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function startRehearsed(
  services: Services,
  { timing, made, workers, integration, pollEvery }: Stage,
  endpoints: Endpoints,
  options: Pick<FunctionsOptions, 'variables' | 'onLog' | 'onError'>,
): Promise<Functions> {
  const { leaseSeconds, timeoutSeconds, pollEverySeconds } = timing;
  return startFunctions(services, {
    ...options,
    ...{ made, integration, endpoints, pollEverySeconds, pollEvery, maximumConcurrency: workers },
    variables: {
      ...options.variables,
      [rehearsalVariables.leaseSeconds]: String(leaseSeconds),
      [rehearsalVariables.maxInVain]: String(MAX_IN_VAIN),
    },
    limits: { worker: { timeoutSeconds, memoryMegabytes: WORKER_MEMORY }, poller: pollerLimits(timing) },
  });
}

const pollerLimits = ({ pollEverySeconds }: Timing) =>
  pollEverySeconds < POLLER_TIMEOUT ? { timeoutSeconds: POLLER_TIMEOUT } : {};

function functionOf(functions: Functions | undefined, sender: string) {
  if (sender.startsWith('poller-')) return functions?.poller;
  return sender.startsWith('last-word-') ? functions?.lastWord : functions?.worker;
}
