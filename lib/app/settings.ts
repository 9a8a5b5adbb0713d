import type { Node } from 'constructs';
import { isRegion } from '../../model/region.ts';
import type { DeploymentProps } from './deployment-props.ts';
import { isWorkerName } from './read-deployment.ts';

/** Settings that replace those of a deployment: `-c name=value`, or `context` in cdk.json. */
export interface ContextSettings {
  /** The Regions, in place of those of the deployment. */
  readonly regions: readonly string[] | undefined;
  /** Worker → the providers of its actions, in place of the workers of the deployment. */
  readonly workers: Readonly<Record<string, readonly string[]>> | undefined;
  /** The address that gets every alarm. */
  readonly alarmEmail: string | undefined;
  /** Restored tables; only for a deployment with a single stack. */
  readonly tables: Readonly<Partial<Record<TableSetting, string>>>;
  /** Whether nothing is protected yet, so that a failed deploy leaves nothing behind. */
  readonly firstDeploy: boolean;
}

const TABLE_SETTINGS = ['clientsTable', 'ledgerTable'] as const;
type TableSetting = (typeof TABLE_SETTINGS)[number];

const OURS = ['regions', 'workers', 'alarmEmail', 'firstDeploy', ...TABLE_SETTINGS];
/** Written by the CDK's command line itself. */
const OF_CDK = ['acknowledged-issue-numbers', 'cdk-migrate'];

/** @throws Error naming the setting, what it is and what is allowed. */
export function readSettings(node: Node): ContextSettings {
  const alarmEmail: unknown = node.tryGetContext('alarmEmail');
  if (alarmEmail !== undefined && typeof alarmEmail !== 'string') throw refuse('alarmEmail', alarmEmail, 'a text');
  return {
    regions: readRegions(node.tryGetContext('regions')),
    workers: readWorkers(node.tryGetContext('workers')),
    alarmEmail,
    tables: Object.fromEntries(TABLE_SETTINGS.flatMap((name) => readTable(name, node.tryGetContext(name)))),
    firstDeploy: readFlag('firstDeploy', node.tryGetContext('firstDeploy')),
  };
}

function readTable(name: TableSetting, given: unknown): [TableSetting, string][] {
  if (given === undefined) return [];
  if (typeof given === 'string') return [[name, given]];
  throw refuse(name, given, 'the name of a table');
}

/**
 * Refuses context that nobody reads: a name that is spelled wrong would be accepted without a word. What the CDK writes
 * for itself has a colon or an `@` in its name.
 * @param others Names that the app itself reads.
 * @throws Error naming the context, and what is allowed.
 * @example
 * refuseUnknownContext(app.node, ['stage']);
 */
export function refuseUnknownContext(node: Node, others: readonly string[] = []): void {
  const known: readonly string[] = [...OURS, ...others];
  const context: Readonly<Record<string, unknown>> = node.getAllContext() ?? {};
  const unknown = Object.keys(context).find((name) => !/[:@]/.test(name) && ![...known, ...OF_CDK].includes(name));
  if (unknown === undefined) return;
  throw new Error(
    `the context ${unknown} is not known: allowed are ${known.join(', ')}. Everything else is set in the deployment file`,
  );
}

/** The deployment as the settings change it. */
export function applySettings(deployment: DeploymentProps, { regions, workers }: ContextSettings): DeploymentProps {
  const pick = <T extends object>(names: readonly string[], from: Readonly<Record<string, T>> = {}, none: T) =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? none]));
  return {
    ...deployment,
    ...(regions && { regions: pick(regions, deployment.regions, {}) }),
    ...(workers && {
      workers: Object.fromEntries(
        Object.entries(workers).map(([name, providers]) => [name, { ...deployment.workers?.[name], providers }]),
      ),
    }),
  };
}

function readRegions(given: unknown): string[] | undefined {
  if (given === undefined) return undefined;
  const regions = typeof given === 'string' ? given.split(',').map((region) => region.trim()) : given;
  const areRegions = isTexts(regions) && regions.length > 0 && regions.every(isRegion);
  if (areRegions && new Set(regions).size === regions.length) return regions;
  throw refuse('regions', given, 'different Regions, separated by commas, such as us-east-1,eu-west-1');
}

function readWorkers(given: unknown): Record<string, string[]> | undefined {
  if (given === undefined) return undefined;
  const workers: unknown = typeof given === 'string' ? parseJson(given) : given;
  const entries = typeof workers === 'object' && workers !== null ? Object.entries(workers) : [];
  const read: [string, string[]][] = [];
  for (const [name, providers] of entries) {
    if (isWorkerName(name) && isTexts(providers) && providers.length > 0) read.push([name, providers]);
  }
  if (read.length > 0 && read.length === entries.length) return Object.fromEntries(read);
  throw refuse(
    'workers',
    given,
    'an object such as {"scanner": ["Artifact-Guard"]}, worker → providers of its actions',
  );
}

function readFlag(name: string, given: unknown): boolean {
  if (given === undefined || given === false || given === 'false') return false;
  if (given === true || given === 'true') return true;
  throw refuse(name, given, 'true or false');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

const refuse = (name: string, given: unknown, allowed: string) =>
  new Error(`the setting ${name} is ${JSON.stringify(given)}: allowed is ${allowed}`);
