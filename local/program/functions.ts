import type { Bundle, BundleName } from '../../lib/bundles/bundles.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import type { Integration } from '../../model/integration.ts';
import { functionEnvironment } from '../../model/local/environment.ts';
import type { Endpoints } from '../../model/local/services.ts';
import { LOCAL_REGION } from '../../model/local/services.ts';
import { MAX_POLL_EVERY, pollingVariables, wakesItself } from '../../model/polling.ts';
import { functionLimits, MIN_CONCURRENCY } from '../../model/stack-limits.ts';
import { endpointsOf } from '../faults/proxies.ts';
import { startEventSource } from '../lambda/event-source.ts';
import type { FunctionInvocation } from '../lambda/function-settings.ts';
import { type FunctionSettings, type LambdaFunction, startFunction } from '../lambda/runtime.ts';
import { startSchedule } from '../scheduler/schedule.ts';
import type { Services } from './services.ts';

export interface FunctionsOptions {
  /** The functions' bundles, and the action types that their worker serves. */
  made: { bundles: Readonly<Record<BundleName, Bundle>>; actionTypes: readonly ActionTypeId[] };
  /** How the functions meet CodePipeline; third-party when left out. */
  integration?: Integration;
  /** Where the functions, and Lambda for them, reach the services; the services' own addresses when left out. */
  endpoints?: Endpoints;
  /** Further variables of every function. */
  variables?: Readonly<Record<string, string>>;
  /** Limits of functions that differ from the stack. */
  limits?: Partial<Record<BundleName, Partial<Limits>>>;
  /** EventBridge Scheduler's finest rate is a minute; on a laptop nobody wants to wait that long. */
  pollEverySeconds?: number;
  /**
   * Polls as a deployment with this `pollEvery` does: on a schedule of a minute, and woken in between by messages of the
   * poller's own. Instead of `pollEverySeconds`, on which nothing but the schedule polls.
   */
  pollEvery?: number | undefined;
  /** Has the poller ask for no jobs, as a deployment with `paused: true` does. */
  isPaused?: boolean | undefined;
  /** Workers at once. */
  maximumConcurrency?: number;
  /** The port of this machine on which a debugger reaches the worker. */
  inspect?: number | undefined;
  /** Gets every line that a function writes, with the id of the environment that wrote it. */
  onLog(name: BundleName, line: string, environment: string): void;
  /** Is told when a function begins an invocation, and when it ended it. */
  onInvocation?(name: BundleName, state: 'began' | 'ended', invocation: FunctionInvocation): void;
  /** Is told what a function cannot log itself: that it timed out, crashed or could not be loaded. */
  onError(error: unknown): void;
}

/** The names are those of Lambda's settings. */
type Limits = Pick<FunctionSettings, 'timeoutSeconds' | 'memoryMegabytes'>;

/** What the stack sets for every function: a line of an error's stack leads to the author's own source. */
const AS_DEPLOYED = { NODE_OPTIONS: '--enable-source-maps' };

/** The three functions at work, wired as the stack wires them. */
export interface Functions {
  readonly poller: LambdaFunction;
  readonly worker: LambdaFunction;
  readonly lastWord: LambdaFunction;
  /** Polls at once, besides what the schedule does. */
  poll(): void;
  close(): Promise<void>;
}

/** Starts the functions, bundled as they are deployed, on the local services, each in processes of its own. */
export async function startFunctions(services: Services, options: FunctionsOptions): Promise<Functions> {
  const { made, integration, pollEvery, maximumConcurrency = 4, onLog, onError } = options;
  const pollEverySeconds = pollEvery === undefined ? (options.pollEverySeconds ?? 2) : MAX_POLL_EVERY;
  const isWoken = pollEvery !== undefined && wakesItself(pollEvery);
  const { sqs } = services;
  const { endpoints = endpointsOf(services), variables, limits = {} } = options;
  const deadLetterQueueUrl = integration === 'custom' ? sqs.deadLetterQueueUrl : undefined;
  const start = (name: BundleName, queueUrl: string, concurrency = 1) =>
    startFunction({
      ...functionLimits[name],
      ...limits[name],
      name,
      bundle: made.bundles[name].file,
      environment: {
        ...functionEnvironment({
          ...{ endpoints, queueUrl, actionTypes: made.actionTypes, integration },
          ...(name === 'poller' && { deadLetterQueueUrl }),
          ...(name === 'poller' && isWoken && { wakeUps: { queueUrl: sqs.wakeUpQueueUrl, every: pollEvery } }),
        }),
        ...(name === 'poller' && options.isPaused && { [pollingVariables.paused]: 'true' }),
        ...(name === 'worker' && isWoken && { [pollingVariables.pollEvery]: String(pollEvery) }),
        ...AS_DEPLOYED,
        ...variables,
      },
      concurrency,
      ...(name === 'worker' && { inspect: options.inspect }),
      onLog: (line, _, environment) => onLog(name, line, environment),
      onInvocation: (state, invocation) => options.onInvocation?.(name, state, invocation),
    });

  const poller = start('poller', sqs.queueUrl, isWoken ? 1 + MIN_CONCURRENCY : 1);
  const worker = start('worker', sqs.queueUrl, maximumConcurrency);
  const lastWord = start('last-word', sqs.deadLetterQueueUrl, MIN_CONCURRENCY);
  const source = (queueUrl: string, target: LambdaFunction, concurrency: number) =>
    startEventSource({
      endpoint: endpoints.sqs,
      region: LOCAL_REGION,
      queueUrl,
      invoke: target.invoke,
      maximumConcurrency: concurrency,
      onError,
    });
  const sources = [
    await source(sqs.queueUrl, worker, maximumConcurrency),
    await source(sqs.deadLetterQueueUrl, lastWord, MIN_CONCURRENCY),
    ...(isWoken ? [await source(sqs.wakeUpQueueUrl, poller, MIN_CONCURRENCY)] : []),
  ];
  const poll = () => poller.invoke({});
  const schedule = startSchedule({ invoke: poll, everySeconds: pollEverySeconds, onError });

  return {
    poller,
    worker,
    lastWord,
    poll: () => void poll().catch(onError),
    async close() {
      // First, so that no message is received for functions that are gone.
      const stopping = [schedule.close(), ...sources.map((one) => one.stop())];
      await Promise.all([poller, worker, lastWord].map((one) => one.close()));
      await Promise.all(stopping);
    },
  };
}
