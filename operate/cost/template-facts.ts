import { MAX_POLL_EVERY, pollingVariables } from '../../model/polling.ts';
import { stackVariables } from '../../model/stack-variables.ts';

/** The part of a CloudFormation template that costs follow from. */
export interface TemplateFacts {
  readonly actionTypes: number;
  readonly pollerMib: number;
  readonly workerMib: number;
  /** Invocations of the poller by its schedule in a minute. */
  readonly pollsAMinute: number;
  /** Wake-ups of an idle poller in a minute. */
  readonly wakeUpsAMinute: number;
  readonly eventSourceMappings: number;
  /** Metrics that alarms read: each is charged, also when an alarm reads several. */
  readonly alarmMetrics: number;
  /** Alarms on other alarms, charged by themselves. */
  readonly compositeAlarms: number;
  readonly dashboards: number;
  readonly workerIsTraced: boolean;
  readonly customerManagedKeys: number;
  readonly isInVpc: boolean;
}

interface Properties {
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly TracingConfig?: object;
  readonly VpcConfig?: object;
  readonly ScheduleExpression?: string;
  readonly Metrics?: readonly { readonly MetricStat?: object }[];
  readonly KmsMasterKeyId?: unknown;
  readonly RedrivePolicy?: unknown;
  readonly EventSourceArn?: { readonly 'Fn::GetAtt'?: readonly string[] };
  readonly FunctionName?: { readonly Ref?: string };
  readonly SSESpecification?: { readonly KMSMasterKeyId?: unknown };
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;

export interface TemplateWithResources {
  readonly Resources?: Resources;
}

/** @throws Error when this is not the template of a `PartnerActionStack`. */
export function readTemplate({ Resources = {} }: TemplateWithResources): TemplateFacts {
  const ofType = (type: string) =>
    Object.values(Resources).flatMap(({ Type, Properties = {} }) => (Type === type ? [Properties] : []));
  const functions = ofType('AWS::Lambda::Function');
  const poller = functions.find((properties) => actionTypesOf(properties) !== undefined);
  const worker = mappedTo(Resources, isJobQueue);
  const [schedule] = ofType('AWS::Scheduler::Schedule');
  if (!poller || !worker || !schedule) {
    throw new Error('the template has no poller, worker and schedule: it is not that of a PartnerActionStack');
  }
  const keys = [...ofType('AWS::SQS::Queue'), ...ofType('AWS::DynamoDB::Table')].map(keyOf);
  return {
    actionTypes: JSON.parse(actionTypesOf(poller) ?? '[]').length,
    pollerMib: memoryOf(poller),
    workerMib: memoryOf(worker),
    pollsAMinute: invocationsAMinute(schedule.ScheduleExpression ?? ''),
    wakeUpsAMinute: wakeUpsAMinute(poller),
    eventSourceMappings: ofType('AWS::Lambda::EventSourceMapping').length,
    alarmMetrics: ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    compositeAlarms: ofType('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    workerIsTraced: worker.TracingConfig !== undefined,
    customerManagedKeys: new Set(keys.filter((key) => key !== undefined)).size,
    isInVpc: worker.VpcConfig !== undefined,
  };
}

const wakeUpsAMinute = ({ Environment }: Properties) =>
  wakeUpsBetween(Number(Environment?.Variables?.[pollingVariables.pollEvery] ?? MAX_POLL_EVERY));

/** The number of wake-ups between two scheduled polls. */
export const wakeUpsBetween = (pollEvery: number): number => Math.ceil(MAX_POLL_EVERY / pollEvery) - 1;

/** Only the queue of the jobs hands its messages on to another queue. */
const isJobQueue = ({ RedrivePolicy }: Properties) => RedrivePolicy !== undefined;

/** The function that works on the messages of a queue. */
function mappedTo(resources: Resources, isQueue: (queue: Properties) => boolean): Properties | undefined {
  for (const { Type, Properties: { EventSourceArn, FunctionName } = {} } of Object.values(resources)) {
    if (Type !== 'AWS::Lambda::EventSourceMapping') continue;
    const queue = resources[EventSourceArn?.['Fn::GetAtt']?.[0] ?? '']?.Properties;
    if (queue && isQueue(queue)) return resources[FunctionName?.Ref ?? '']?.Properties;
  }
  return undefined;
}

function actionTypesOf({ Environment }: Properties): string | undefined {
  const list = Environment?.Variables?.[stackVariables.actionTypes];
  return typeof list === 'string' ? list : undefined;
}

/** Lambda's default is 128 MiB. */
const memoryOf = ({ MemorySize = 128 }: Properties) => MemorySize;

function invocationsAMinute(expression: string): number {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? [];
  if (minutes === undefined) throw new Error(`the schedule is "${expression}": only a rate in minutes is known`);
  return 1 / Number(minutes);
}

/** An alarm on an expression is charged for each metric in it. */
const metricsOf = ({ Metrics }: Properties) =>
  Metrics ? Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;

function keyOf({ KmsMasterKeyId, SSESpecification }: Properties): string | undefined {
  const key = KmsMasterKeyId ?? SSESpecification?.KMSMasterKeyId;
  return key === undefined ? undefined : JSON.stringify(key);
}
