import { STORE_RULES } from '../s3/rules.ts';
import { assumedRules } from './assumed-rules.ts';
import { knownRules } from './known-rules.ts';
import type { Allowed, AssumedRule, KnownRule, Mark, Settings } from './rules.ts';

/** A rule as it is shown. */
interface ListedRule {
  name: string;
  value: string | number | boolean;
  unit?: string;
  mark: Mark;
  source: string;
  /** What an assumed rule may be set to; other rules cannot be set. */
  allowed?: string;
}

/** A change of settings names something that is not a setting, or a value that it may not have. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
}

const rules: [string, AssumedRule<string | number | boolean>][] = Object.entries({ ...assumedRules, ...STORE_RULES });

/**
 * The settings after some changes, from the defaults unless told otherwise; all are taken or none.
 * @throws InvalidSettings saying what is allowed.
 */
export function changeSettings(changes: unknown, from?: Settings): Settings {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    throw new InvalidSettings('Settings must be a JSON object of names and values');
  }
  for (const [name, value] of Object.entries(changes)) checkSetting(name, value);
  const defaults = Object.fromEntries(rules.map(([name, rule]) => [name, rule.default]));
  // Every name has a value of its own kind: the defaults by their type, the changes because they were just checked.
  return { ...defaults, ...from, ...changes } as Settings;
}

/** Lets settings differ for a while: each call takes the changes of the one before it back. */
export function createBorrowing(store: { settings: Settings }): (changes: Partial<Settings>) => void {
  let before: Partial<Settings> = {};
  return (changes) => {
    const own = changeSettings(before, store.settings);
    const borrowed = Object.keys(changes);
    store.settings = changeSettings(changes, own);
    before = Object.fromEntries(Object.entries(own).filter(([name]) => borrowed.includes(name)));
  };
}

/** Every rule with its present value, the assumed ones first. */
export function listRules(settings: Settings): ListedRule[] {
  const values = new Map(Object.entries(settings));
  const assumed = rules.map(([name, { unit, allowed, source }]): ListedRule => {
    const value: string | number | boolean = values.get(name);
    return { name, value, ...(unit && { unit }), mark: 'assumed', source, allowed: describe(allowed) };
  });
  return [...assumed, ...knownRules.map((rule: KnownRule) => ({ ...rule }))];
}

function checkSetting(name: string, value: unknown): void {
  const rule = rules.find(([known]) => known === name)?.[1];
  if (rule === undefined) {
    const names = rules.map(([known]) => known).join(', ');
    throw new InvalidSettings(`There is no setting "${name.slice(0, 50)}"; there are ${names}`);
  }
  if (!isAllowed(rule.allowed, value)) {
    const got = `${JSON.stringify(value)}`.slice(0, 50);
    throw new InvalidSettings(`Setting ${name}: got ${got}, allowed is ${describe(rule.allowed)}`);
  }
}

function isAllowed(allowed: Allowed, value: unknown): boolean {
  if (allowed === 'true or false') return typeof value === 'boolean';
  if ('least' in allowed)
    return Number.isInteger(value) && Number(value) >= allowed.least && Number(value) <= allowed.most;
  return typeof value === 'string' && allowed.includes(value);
}

function describe(allowed: Allowed): string {
  if (allowed === 'true or false') return allowed;
  if ('least' in allowed) return `a whole number from ${allowed.least} to ${allowed.most}`;
  return allowed.join(' or ');
}
