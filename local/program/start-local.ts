import { join } from 'node:path';
import { createClosingStack } from '../../command/closing-stack.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import { bundleAll } from '../../lib/bundles/bundles.ts';
import { LEASE_SECONDS, MIN_LEASE_SECONDS } from '../../model/lease.ts';
import { anyFreePorts } from '../../model/local/services.ts';
import { MAX_POLL_EVERY, MIN_POLL_EVERY } from '../../model/polling.ts';
import { factsOf } from '../actions/action-facts.ts';
import { loadActions } from '../actions/load-actions.ts';
import { timingFor } from '../chaos/timing.ts';
import type { Settings } from '../codepipeline/rules.ts';
import { openFaults } from '../faults/faults.ts';
import { startFunctions } from './functions.ts';
import { type LocalJob, type SubmittedWish, submitWish } from './local-job.ts';
import { FAULT_SEED, startRecording } from './recording.ts';
import { startServices } from './services.ts';

/** The lease of workers in a test, in seconds: a killed worker is noticed soon. */
const SHORT_LEASE = 4;

/**
 * What is to run, and how.
 *
 * @example
 * const options: LocalOptions = { actions: './actions.ts', faults: ['throttle', 'sqs-twice'] };
 */
export interface LocalOptions {
  /** The path of the module that exports `actions`, in TypeScript or JavaScript. It is bundled as for a deployment. */
  readonly actions: string;
  /** Names of the faults that are on at first. Some, such as `redelivery-storm`, also change settings for as long as all runs. */
  readonly faults?: readonly string[];
  /** The lease of a worker in seconds, 2 to 120 (4): about this long after a worker was killed, another one takes up its job. */
  readonly leaseSeconds?: number;
  /**
   * Polls as a deployment with this `pollEvery` does, 2 to 60 seconds: once a minute by schedule, and in between by the poller's
   * own messages. By default a schedule polls twice a second.
   */
  readonly pollEvery?: number;
  /** Changes to what the control plane assumes about CodePipeline, such as `continuationDelaySeconds`. */
  readonly settings?: Partial<Settings>;
}

/**
 * Everything that runs, until it is closed.
 *
 * @example
 * const local = await startLocal({ actions: './actions.ts' });
 * try {
 *   const scan = await local.submit({ inputs: { Source: './docs' } });
 *   console.log((await scan.outcome()).status);
 * } finally {
 *   await local.close();
 * }
 */
export interface Local extends AsyncDisposable {
  /** The URL of the control plane and its page, at 127.0.0.1. The page shows every call and log line of each job. */
  readonly url: string;
  /** Every line that a function has written so far, in JSON. */
  readonly lines: readonly string[];
  /** Submits a job. @throws Error when there is no such action, or it takes other artifacts. */
  submit(wish?: SubmittedWish): Promise<LocalJob>;
  /** Ends every process of the worker at once, as a crash would. The jobs that they work on are taken up by others. */
  killWorker(): Promise<void>;
  /** Begins these faults, and ends all others. @throws UnknownFault saying which there are; nothing changes then. */
  setFaults(...names: string[]): void;
  /** Ends everything and leaves nothing behind. */
  close(): Promise<void>;
}

/**
 * Starts whole runs for a test: the services that stand in for AWS, on free ports of 127.0.0.1, and the three functions on
 * them, bundled as they are deployed and each in processes of its own. Nothing reaches AWS. It takes some seconds, so let
 * tests share it.
 *
 * @throws Error that names the author's file when it does not build, throws, or exports no list of actions; RangeError for
 * a lease or a `pollEvery` out of range; UnknownFault.
 * @example
 * const local = await startLocal({ actions: './actions.ts' });
 * const scan = await local.submit({ inputs: { Source: { 'a.txt': 'one two three' } } });
 * await scan.reaches('InProgress');
 * await local.killWorker();
 * const { status } = await scan.outcome();
 * await local.close();
 * if (status !== 'Succeeded') throw new Error('a killed worker must not lose a job');
 */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const { leaseSeconds = SHORT_LEASE, faults: names = [], settings = {}, pollEvery } = options;
  if (!(leaseSeconds >= MIN_LEASE_SECONDS && leaseSeconds <= LEASE_SECONDS)) {
    throw new RangeError(`leaseSeconds must be from ${MIN_LEASE_SECONDS} to ${LEASE_SECONDS}, got ${leaseSeconds}`);
  }
  if (pollEvery !== undefined) requirePollEvery(pollEvery);
  const timing = timingFor(leaseSeconds);
  const faults = openFaults(names, FAULT_SEED, leaseSeconds);
  const { actions, module, files } = await loadActions(options.actions);
  const actionTypes = actions.map(({ type }) => type);
  const closing = createClosingStack();
  try {
    const services = await startServices({
      ports: anyFreePorts,
      clock: faults.clock,
      settings: { ...timing.settings, ...settings },
      queue: { visibilitySeconds: timing.visibilitySeconds },
      actionTypes,
      actions,
    });
    closing.defer(() => services.close());
    // What the caller set goes before what is part of a fault.
    const changeSettings = (changes: Partial<Settings>) =>
      services.controlPlane.borrowSettings({ ...changes, ...settings });
    const recording = await startRecording(services, {
      ...{ clock: faults.clock, faults: names, seed: FAULT_SEED, leaseSeconds, changeSettings },
      files: () => files,
    });
    closing.defer(() => recording.close());
    const lines: string[] = [];
    const bundles = await bundleAll(join(services.temporaryFolder, 'bundles'), module, { kept: keptBundles() });
    const functions = await startFunctions(services, {
      made: { bundles, actionTypes },
      endpoints: recording.endpoints,
      variables: { ...faults.variables, LEASE_SECONDS: String(leaseSeconds) },
      limits: { worker: { timeoutSeconds: timing.timeoutSeconds } },
      pollEverySeconds: timing.pollEverySeconds,
      pollEvery,
      onLog: (name, line, environment) => {
        recording.onLog(name, line, environment);
        lines.push(line);
      },
      onInvocation: recording.onInvocation,
      onError: (error) => lines.push(String(error)),
    });
    closing.defer(() => functions.close());
    recording.follow(functions);
    const { controlPlane, temporaryFolder } = services;
    const facts = actions.map(factsOf);
    const close = () => closing.disposeAsync();
    return {
      url: controlPlane.url,
      lines,
      submit: (wish = {}) => submitWish(controlPlane.jobs, facts, wish, temporaryFolder),
      killWorker: () => functions.worker.kill('SIGKILL'),
      setFaults: (...chosen) => recording.setFaults(chosen),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

function requirePollEvery(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= MIN_POLL_EVERY && seconds <= MAX_POLL_EVERY) return;
  throw new RangeError(
    `pollEvery must be a whole number of seconds from ${MIN_POLL_EVERY} to ${MAX_POLL_EVERY}, got ${seconds}`,
  );
}
