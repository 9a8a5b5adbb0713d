import { Duration, RemovalPolicy, Size, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { MAX_POLL_EVERY, MIN_POLL_EVERY, usualPollEvery } from '../../model/polling.ts';
import { roundLimits } from '../../model/round-limits.ts';
import { functionLimits, MIN_CONCURRENCY } from '../../model/stack-limits.ts';
import { checkIntegration } from './integration-props.ts';
import type { CompleteProps, ImportedProps } from './partner-action-worker-props.ts';
import { type Kind, refuse, settingKinds } from './setting-kinds.ts';
import type { ExistingTable } from './tables.ts';

/** The props with their defaults. @throws Error saying which one is wrong, what it is and what is allowed. */
export function completeProps(given: ImportedProps): CompleteProps {
  // An app that decides about a prop often gives undefined for the default.
  const props = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as typeof given;
  for (const [name, { allowed, is }] of Object.entries<Kind>(settingKinds)) {
    const value = props[name as keyof typeof settingKinds];
    if (value !== undefined && !is(value)) throw refuse(name, value, allowed);
  }
  if (props.actionTypes.length === 0)
    throw new Error('actionTypes is empty: name at least one action type to poll for');
  const { removalPolicy = RemovalPolicy.RETAIN } = props;
  const complete: CompleteProps = {
    integration: 'third-party',
    links: {},
    queryValues: {},
    definitions: [],
    workerMemory: Size.mebibytes(functionLimits.worker.memoryMegabytes),
    workerTimeout: Duration.seconds(functionLimits.worker.timeoutSeconds),
    workerStorage: Size.mebibytes(512),
    maximumConcurrency: 50,
    pollEvery: Duration.seconds(usualPollEvery[props.integration ?? 'third-party']),
    paused: false,
    maximumRounds: roundLimits.rounds,
    maximumAge: Duration.seconds(roundLimits.ageSeconds),
    scopeToActionTypes: false,
    logRetention: RetentionDays.ONE_MONTH,
    allowedHosts: [],
    monitoring: true,
    alarmAtFailedPercent: 50,
    ...props,
    removalPolicy: keptOnlyOnceMade(removalPolicy),
    deletionProtection: props.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
  };
  check('workerMemory', complete.workerMemory.toMebibytes(), [128, 10_240], 'MiB');
  check('workerTimeout', complete.workerTimeout.toSeconds(), [60, 900], 'seconds');
  check('workerStorage', complete.workerStorage.toMebibytes(), [512, 10_240], 'MiB');
  check('maximumConcurrency', complete.maximumConcurrency, [MIN_CONCURRENCY, 1000], 'jobs');
  check('pollEvery', secondsOf(complete.pollEvery), [MIN_POLL_EVERY, MAX_POLL_EVERY], 'seconds');
  check('maximumRounds', complete.maximumRounds, [1, 100_000], 'rounds');
  check('maximumAge', complete.maximumAge.toSeconds(), [60, 13 * 24 * 3600], 'seconds');
  check('alarmAtFailedPercent', complete.alarmAtFailedPercent, [1, 100], 'percent');
  checkIntegration(complete);
  complete.allowedHosts.forEach(checkHost);
  checkTable('clientsTable', complete.clientsTable);
  checkTable('ledgerTable', complete.ledgerTable);
  checkReceiver(complete);
  return complete;
}

/** Resources that a failed deploy made and kept would cost money and block the next deploy. */
const keptOnlyOnceMade = (policy: RemovalPolicy) =>
  policy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : policy;

function check(name: string, value: number, [least, most]: [number, number], unit: string): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new Error(`${name} is ${value}: allowed is a whole number of ${unit} from ${least} to ${most}`);
}

/** Without `integral: false`, a duration with a part of a second throws an error that does not name the prop. */
const secondsOf = (duration: Duration) => duration.toSeconds({ integral: false });

/** The host must be written as in a URL, because it is compared with the host of one. */
function checkHost(host: string): void {
  if (URL.parse(`https://${host}`)?.hostname === host) return;
  throw new Error(`allowedHosts has "${host}": allowed are host names in lower case, without a scheme or a port`);
}

/** The pattern of a table's name in the CreateTable model. */
const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

function checkTable(prop: string, table: ExistingTable | undefined): void {
  if (typeof table !== 'string' || Token.isUnresolved(table) || TABLE_NAME.test(table)) return;
  throw new Error(
    `${prop} is "${table}": allowed is a table, or the name of one, 3 to 255 characters of a-z, A-Z, 0-9, _, . and -`,
  );
}

function checkReceiver({ monitoring, alarmTopic, alarmEmail }: CompleteProps): void {
  if (alarmTopic && alarmEmail !== undefined) {
    throw new Error('alarmTopic and alarmEmail are both set: allowed is one; subscribe the address to the topic');
  }
  if (!monitoring && (alarmTopic || alarmEmail !== undefined)) {
    throw new Error('monitoring is false, so there are no alarms to send to alarmTopic or alarmEmail: leave them out');
  }
  if (alarmEmail !== undefined && !/^[^@\s]+@[^@\s]+$/.test(alarmEmail)) {
    throw new Error(`alarmEmail is "${alarmEmail}": allowed is one e-mail address`);
  }
}
