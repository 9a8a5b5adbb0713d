import { isRegion } from '../../model/region.ts';
import { has, isObject, isText, isTexts, type Kind, refuse, settingKinds } from '../worker/setting-kinds.ts';
import type { DeploymentProps, RegionDeployment, WorkerSettings } from './deployment-props.ts';

const text: Kind = { allowed: 'a text', is: isText };
const arnOf = (what: string): Kind => ({ allowed: `the ARN of ${what}`, is: isText });
const IDS: readonly string[] = ['vpcId', 'subnetIds', 'securityGroupIds'];
const network: Kind = {
  allowed: 'an object of vpcId, subnetIds and, where there are some, securityGroupIds',
  is: (value) => isObject(value) && 'vpcId' in value && Object.keys(value).every((name) => IDS.includes(name)),
};

/** Every setting of a worker. One that is missing here does not compile. */
const SETTINGS: Readonly<Record<keyof WorkerSettings, Kind>> = {
  ...settingKinds,
  removalPolicy: text,
  clientsTable: text,
  ledgerTable: text,
  encryptionKey: arnOf('a KMS key'),
  network,
  alarmTopic: arnOf('a topic'),
  alarmEmail: text,
};

const TOP = [
  'actions',
  'actionTypes',
  'bundles',
  'stackName',
  'defaults',
  'workers',
  'regions',
] satisfies (keyof DeploymentProps)[];
/** Whether a worker's name may be part of a stack's name. */
export const isWorkerName = (name: string): boolean => /^[A-Za-z0-9-]{1,40}$/.test(name);
/** Source: CloudFormation API Reference, "CreateStack", StackName; a worker and a hyphen come behind it. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,80}$/;

/** The deployment that a file exports. @throws Error naming the setting, what it is and what is allowed. */
export function readDeployment(deployment: object): DeploymentProps {
  // It has no setting, and everything would be deployed by its default.
  if (has('then')(deployment)) throw new Error('a deployment is a promise: await it');
  checkNames('a deployment', deployment, TOP);
  const { stackName = 'PartnerAction', defaults = {}, workers = {}, regions = {} }: DeploymentProps = deployment;
  if (!isText(stackName) || !STACK_NAME.test(stackName))
    throw refuse('stackName', stackName, 'letters, digits and hyphens, at most 81');
  checkSettings('defaults', defaults);
  requireObject('workers', workers);
  for (const [name, worker] of Object.entries(workers)) {
    const path = `workers.${name}`;
    if (!isWorkerName(name)) throw refuse('workers', name, 'names of 1 to 40 letters, digits and hyphens');
    requireObject(path, worker);
    const { providers, ...settings } = worker;
    if (!isTexts(providers) || providers.length === 0)
      throw refuse(`${path}.providers`, providers, 'a list of at least one provider');
    checkSettings(path, settings, ['providers']);
  }
  requireObject('regions', regions);
  for (const [region, settings] of Object.entries(regions)) {
    if (!isRegion(region)) throw refuse('regions', region, 'Regions, such as eu-west-1');
    checkRegion(`regions.${region}`, settings, Object.keys(workers));
  }
  return deployment;
}

function checkRegion(path: string, region: RegionDeployment, workers: readonly string[]): void {
  requireObject(path, region);
  const { workers: own = {}, ...settings } = region;
  checkSettings(path, settings, ['workers']);
  requireObject(`${path}.workers`, own);
  checkNames(`${path}.workers`, own, workers);
  for (const [name, ofWorker] of Object.entries(own)) checkSettings(`${path}.workers.${name}`, ofWorker);
}

/** @param others Members that are allowed besides the settings. */
function checkSettings(path: string, settings: unknown, others: readonly string[] = []): void {
  requireObject(path, settings);
  checkNames(path, settings, [...others, ...Object.keys(SETTINGS)]);
  for (const [name, value] of Object.entries(settings)) {
    const { allowed, is } = SETTINGS[name as keyof WorkerSettings];
    if (!is(value)) throw refuse(`${path}.${name}`, value, allowed);
  }
}

function checkNames(path: string, value: object, allowed: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  throw new Error(
    `${path} has the setting ${unknown}, which is not known: allowed are ${allowed.join(', ') || 'none'}`,
  );
}

function requireObject(path: string, value: unknown): asserts value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw refuse(path, value, 'an object');
}
