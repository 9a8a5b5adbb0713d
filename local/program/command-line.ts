import type { ParseArgsOptionsConfig } from 'node:util';
import { actionsFlag, actionsHelp } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Process, UsageError } from '../../command/command.ts';
import { parseFlags, readNames, readWholeNumber } from '../../command/flags.ts';
import { portFlags, readPorts } from '../../command/ports.ts';
import { helpRows } from '../../command/text.ts';
import { type Integration, integrations } from '../../model/integration.ts';
import { LEASE_SECONDS, MIN_LEASE_SECONDS } from '../../model/lease.ts';
import { localPorts, type Ports } from '../../model/local/services.ts';
import { MAX_POLL_EVERY, MIN_POLL_EVERY } from '../../model/polling.ts';
import { faults } from '../faults/faults.ts';
import { FLAGS_WIDTH, type JobWish, jobFlags, jobHelp, readJobWish } from './job-wish.ts';

const names = faults.map(({ name }) => name);
/** Node's own default. */
const INSPECTOR_PORT = '9229';
/** In seconds, so that a person need not wait long; CodePipeline is assumed to take 30. */
const CONTINUE_AFTER = 2;
/** The limit of the rule `continuationDelaySeconds`. */
const MAX_CONTINUE_AFTER = 43_200;

export interface StartOptions extends JobWish {
  /** The module that lists the actions, as it was named. */
  actions: string | undefined;
  /** How the functions meet CodePipeline. */
  integration: Integration;
  ports: Ports;
  /** Run one job and end. */
  once: boolean;
  servicesOnly: boolean;
  /** Bundle what is saved, and run the last job on it. */
  watch: boolean;
  /** The port on which a debugger reaches the worker. */
  inspect: number | undefined;
  /** Let the control plane and the artifact store take https too. */
  tls: boolean;
  /** Keeps everything in this folder, so that a restart loses nothing. */
  state: string | undefined;
  /** Of the workers, in seconds; as on AWS when left out. */
  lease: number | undefined;
  /** Polls as a deployment with this `pollEvery` does; undefined: every two seconds, and whenever a job is queued. */
  pollEvery: number | undefined;
  /** Asks CodePipeline for no jobs, as a deployment with `paused: true` does. */
  isPaused: boolean;
  /** The seconds from the end of a round of an action to the next. */
  continueAfter: number;
  /** Names of faults between the functions and the services. */
  faults: string[];
  json: boolean;
  /** Show the functions' log lines too. */
  verbose: boolean;
}

export const startHelp = (
  standard: string | undefined,
): string => `Runs CodePipeline jobs through the worker, on this machine alone.

${helpRows(
  [
    [callOf('start'), 'runs sample jobs, then stays up for yours (Ctrl-C ends it)'],
    [callOf('start', '--once'), 'runs one job, on free ports; exit code 0 succeeded, 1 failed, 2 wrong use'],
    [callOf('start', '--watch'), 'runs the last job again whenever a file of the actions is saved'],
  ],
  { width: FLAGS_WIDTH },
)}

  --actions PATH                   ${actionsHelp(standard)}
${jobHelp}
  --json                           prints the outcome as one line of JSON on standard output, all else on standard error
  --verbose                        prints the functions' log lines too
  --inspect[=PORT]                 lets a debugger attach to the worker, on this port of 127.0.0.1 (${INSPECTOR_PORT})
  --continue-after SECONDS         the time between two rounds of an action (${CONTINUE_AFTER}; CodePipeline is assumed to take 30)
  --poll-every SECONDS             polls as a deployment with this pollEvery, ${MIN_POLL_EVERY} to ${MAX_POLL_EVERY}: once a minute by schedule, and by wake-ups
                                   in between; without it every two seconds, and as soon as there is a job
  --paused                         asks for no jobs, as a deployment with paused: true does: what is submitted waits
  --lease SECONDS                  how long after its worker was killed a job goes on, ${MIN_LEASE_SECONDS} to ${LEASE_SECONDS} (${LEASE_SECONDS}, as on AWS)

  --fault NAME[,NAME]              makes things go wrong between the functions and the services; NAME is one of
${helpRows(
  faults.map(({ name, description }) => [name, description]),
  { indent: 6 },
)}

  --integration NAME               third-party (a partner's action, the default) or custom (an action of your own account)
  --services-only                  starts only control plane, artifact store, SQS and DynamoDB, for a worker of your own
  --tls                            control plane and artifact store take https too, with a certificate made by openssl
  --state FOLDER                   keeps jobs, artifacts, messages and tables there, for the next start
  --port N                         control plane and console (4510; or ${localPorts.codepipeline.variable})
  --artifact-store-port N          (4511; or ${localPorts.s3.variable})
  --sqs-port N                     (4512; or ${localPorts.sqs.variable})
  --dynamodb-port N                (4513; or ${localPorts.dynamodb.variable})
  --help                           this text
`;

/** What the user asks for. @throws UsageError */
export function parseCommandLine(args: readonly string[], environment: Process['env']): StartOptions {
  const { values } = parseFlags(args.map(nameInspectorPort), FLAGS);
  const ofJobs = [
    values.once,
    values.watch,
    values.fault,
    values.artifact,
    values.set,
    values.output,
    values.inspect,
    values.lease,
    values['continue-after'],
    values['poll-every'],
    values.paused,
  ];
  if (values['services-only'] && ofJobs.some((given) => given !== undefined)) {
    throw new UsageError(
      '--services-only runs no job: leave out --once, --watch, --artifact, --set, --output, --inspect, --lease, --continue-after, --poll-every, --paused and --fault.',
    );
  }
  if (values.once && values.watch) throw new UsageError('--once ends after a job and --watch does not: leave out one.');
  if (values.once && values.paused)
    throw new UsageError('--once waits for a job, and with --paused none is polled: leave out one.');
  return {
    ...readJobWish(values),
    actions: values.actions,
    integration: readIntegrationFlag(values.integration),
    ports: readPorts(values, environment, values.once ? 'any free' : 'standard'),
    once: values.once ?? false,
    servicesOnly: values['services-only'] ?? false,
    watch: values.watch ?? false,
    inspect: values.inspect === undefined ? undefined : readWholeNumber('inspect', values.inspect, 1, 65_535),
    tls: values.tls ?? false,
    state: values.state,
    lease:
      values.lease === undefined ? undefined : readWholeNumber('lease', values.lease, MIN_LEASE_SECONDS, LEASE_SECONDS),
    continueAfter: readWholeNumber(
      'continue-after',
      values['continue-after'] ?? String(CONTINUE_AFTER),
      0,
      MAX_CONTINUE_AFTER,
    ),
    pollEvery: readPollEveryFlag(values['poll-every']),
    isPaused: values.paused ?? false,
    faults: readNames('fault', values.fault ?? [], names),
    json: values.json ?? false,
    verbose: values.verbose ?? false,
  };
}

const FLAGS = {
  ...actionsFlag,
  ...jobFlags,
  once: { type: 'boolean' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  watch: { type: 'boolean' },
  inspect: { type: 'string' },
  'services-only': { type: 'boolean' },
  integration: { type: 'string' },
  'continue-after': { type: 'string' },
  lease: { type: 'string' },
  'poll-every': { type: 'string' },
  paused: { type: 'boolean' },
  tls: { type: 'boolean' },
  state: { type: 'string' },
  fault: { type: 'string', multiple: true },
  ...portFlags,
} as const satisfies ParseArgsOptionsConfig;

/** The value of `--integration`. @throws UsageError */
export function readIntegrationFlag(name: string | undefined): Integration {
  const found = integrations.find((one) => one === (name ?? 'third-party'));
  if (found === undefined) throw new UsageError(`--integration must be ${integrations.join(' or ')}.`);
  return found;
}

/** The value of `--poll-every`. @throws UsageError */
export const readPollEveryFlag = (seconds: string | undefined): number | undefined =>
  seconds === undefined ? undefined : readWholeNumber('poll-every', seconds, MIN_POLL_EVERY, MAX_POLL_EVERY);

/** As of Node itself, the port may be left out. */
const nameInspectorPort = (arg: string) => (arg === '--inspect' ? `--inspect=${INSPECTOR_PORT}` : arg);
