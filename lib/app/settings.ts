import type { Node } from 'constructs';

/** What a deployment sets with `-c name=value`, or under `context` in cdk.json. */
export interface DeploymentSettings {
  /** One stack of each worker in each of these Regions; none: one stack for whatever Region the CLI deploys to. */
  readonly regions: readonly string[];
  /** Worker → the providers of its actions; none: one worker for all actions. */
  readonly workers: Readonly<Record<string, readonly string[]>>;
  readonly alarmEmail: string | undefined;
  /** Restored tables, of the only stack that there is. */
  readonly tables: Readonly<Partial<Record<TableSetting, string>>>;
}

const TABLE_SETTINGS = ['clientsTable', 'ledgerTable'] as const;
type TableSetting = (typeof TABLE_SETTINGS)[number];

const REGION = /^[a-z]{2,}(-[a-z]+)+-\d$/;
/** What may be part of a stack's name. */
const WORKER = /^[A-Za-z0-9-]{1,40}$/;

/** @throws Error naming the setting, what it is and what is allowed. */
export function readSettings(node: Node): DeploymentSettings {
  const alarmEmail: unknown = node.tryGetContext('alarmEmail');
  if (alarmEmail !== undefined && typeof alarmEmail !== 'string') throw refuse('alarmEmail', alarmEmail, 'a text');
  return {
    regions: readRegions(node.tryGetContext('regions')),
    workers: readWorkers(node.tryGetContext('workers')),
    alarmEmail,
    tables: Object.fromEntries(TABLE_SETTINGS.flatMap((name) => readTable(name, node.tryGetContext(name)))),
  };
}

function readTable(name: TableSetting, given: unknown): [TableSetting, string][] {
  if (given === undefined) return [];
  if (typeof given === 'string') return [[name, given]];
  throw refuse(name, given, 'the name of a table');
}

function readRegions(given: unknown): string[] {
  if (given === undefined) return [];
  const regions = typeof given === 'string' ? given.split(',').map((region) => region.trim()) : given;
  const areRegions = isTexts(regions) && regions.every((region) => REGION.test(region));
  if (areRegions && new Set(regions).size === regions.length) return regions;
  throw refuse('regions', given, 'different Regions, separated by commas, such as us-east-1,eu-west-1');
}

function readWorkers(given: unknown): Record<string, string[]> {
  if (given === undefined) return {};
  const workers: unknown = typeof given === 'string' ? parseJson(given) : given;
  const entries = typeof workers === 'object' && workers !== null ? Object.entries(workers) : [];
  const read: [string, string[]][] = [];
  for (const [name, providers] of entries) {
    if (WORKER.test(name) && isTexts(providers) && providers.length > 0) read.push([name, providers]);
  }
  if (read.length > 0 && read.length === entries.length) return Object.fromEntries(read);
  throw refuse(
    'workers',
    given,
    'an object such as {"scanner": ["Artifact-Guard"]}, worker → providers of its actions',
  );
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
