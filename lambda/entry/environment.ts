import { tmpdir } from 'node:os';
import { type Integration, integrationVariables, readIntegration } from '../../model/integration.ts';
import { MAX_POLL_EVERY, pollingVariables } from '../../model/polling.ts';
import { type RoundLimits, roundLimits } from '../../model/round-limits.ts';
import { rehearsalVariables, stackVariables } from '../../model/stack-variables.ts';
import { type TimeLimits, timeLimitsAt } from '../aws/time-limits.ts';
import type { WorkerPorts } from '../worker.ts';

/**
 * A variable that the stack sets.
 * @throws Error naming the variable when it is missing.
 */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** How the functions meet CodePipeline. @throws Error when the variable names no integration. */
export const deployedIntegration = (): Integration => readIntegration(process.env[integrationVariables.integration]);

/**
 * How many seconds a lease lasts, and after how many attempts in vain a job is given up. Only a rehearsal of workers' deaths
 * sets these variables, because it cannot wait as long as production does.
 * @throws Error when a variable is not a whole number above 0.
 */
export const rehearsed = (): Pick<WorkerPorts, 'leaseSeconds' | 'maxInVain'> => ({
  leaseSeconds: wholeNumber(rehearsalVariables.leaseSeconds, 'of seconds '),
  maxInVain: wholeNumber(rehearsalVariables.maxInVain),
});

/** How long calls to AWS may take. @throws Error when the variable of rehearsals is not a percentage from 1 to 100. */
export function readTimeLimits(): TimeLimits {
  const percent = wholeNumber(rehearsalVariables.timeLimitsPercent) ?? 100;
  if (percent <= 100) return timeLimitsAt(percent);
  throw new Error(`${rehearsalVariables.timeLimitsPercent} must be a whole number from 1 to 100, got "${percent}"`);
}

/**
 * How long an action may go on from round to round.
 * @throws Error when a variable is not a whole number above 0.
 */
export const readRoundLimits = (): RoundLimits => ({
  rounds: wholeNumber(stackVariables.maximumRounds) ?? roundLimits.rounds,
  ageSeconds: wholeNumber(stackVariables.maximumAge, 'of seconds ') ?? roundLimits.ageSeconds,
});

/**
 * How often the poller polls, and whether the deployment has paused it.
 * @throws Error when the interval is not a whole number of seconds above 0.
 */
export const readPolling = () => ({
  pollEvery: wholeNumber(pollingVariables.pollEvery, 'of seconds ') ?? MAX_POLL_EVERY,
  wakeUpQueue: process.env[pollingVariables.wakeUpQueue],
  isPaused: process.env[pollingVariables.paused] === 'true',
});

/** A variable that may be missing. @throws Error when it is not a whole number above 0. */
function wholeNumber(name: string, unit = ''): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name} must be a whole number ${unit}above 0, got "${text}"`);
  return Number(text);
}

/** The hosts that the partner allows actions to reach at private addresses, separated by commas. */
export const allowedHosts = (): string[] =>
  (process.env[stackVariables.allowedHosts] ?? '').split(',').filter((host) => host !== '');

/** Whether the artifacts come from a store on this machine: this is so only on a developer's machine. */
export function isLocal(): boolean {
  const hostname = URL.parse(process.env['AWS_ENDPOINT_URL_S3'] ?? '')?.hostname;
  return hostname === '127.0.0.1' || hostname === 'localhost';
}

/** Variables of the worker itself: an action gets what it needs with its job. */
const WITHHELD: readonly string[] = Object.values({
  ...stackVariables,
  ...rehearsalVariables,
  ...integrationVariables,
  ...pollingVariables,
});
/** Those of them that may be seen; the thread of an action reads some itself. */
const SHOWN: readonly string[] = [
  stackVariables.allowedHosts,
  stackVariables.metricNamespace,
  rehearsalVariables.timeLimitsPercent,
  integrationVariables.integration,
];
/** Variables of Lambda and of an SDK, and those that give no access: where it runs, and where not to look for credentials. */
const RESERVED = /^(AWS)?_/;
const HARMLESS =
  /^AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ENDPOINT_URL_S3|SDK_UA_APP_ID|CONFIG_FILE|SHARED_CREDENTIALS_FILE|EC2_METADATA_DISABLED|LAMBDA_FUNCTION_(NAME|VERSION|MEMORY_SIZE))$/;

/** The environment of an action's thread: without the credentials of the worker's role and the names of its queue and tables. */
export function actionEnvironment(): Record<string, string> {
  const isShown = (name: string) =>
    RESERVED.test(name) ? HARMLESS.test(name) : !WITHHELD.includes(name) || SHOWN.includes(name);
  const shown = Object.entries(process.env).filter(([name]) => isShown(name));
  return Object.fromEntries(shown.map(([name, value = '']) => [name, value]));
}

/** Megabytes of the function's memory that the worker needs itself; it takes at most half of all. */
const WORKER_MEGABYTES = 192;

/** How large the JavaScript heap of an action may grow, in megabytes; undefined outside of a function. */
export function actionHeap(): number | undefined {
  const memory = Number(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']);
  return memory > 0 ? Math.max(memory / 2, memory - WORKER_MEGABYTES) : undefined;
}

/** The temporary folder, if only the function uses it: in Lambda, and where Lambda is imitated. */
export const ownTemporaryFolder = (): string | undefined =>
  process.env['AWS_LAMBDA_FUNCTION_NAME'] === undefined ? undefined : tmpdir();
