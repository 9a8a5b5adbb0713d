import { integrations } from '../../model/integration.ts';

/** How the value of a setting is checked. */
export interface Kind {
  readonly allowed: string;
  is(value: unknown): boolean;
}

export const has = (method: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && method in value && typeof value[method as keyof object] === 'function';
export const isText = (value: unknown) => typeof value === 'string';
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

// Objects of the CDK are known by their methods and not by their class, because an app may have a second copy of the CDK.
const size: Kind = { allowed: 'a Size of the CDK, such as Size.gibibytes(3)', is: has('toMebibytes') };
const duration: Kind = { allowed: 'a Duration of the CDK, such as Duration.minutes(5)', is: has('toSeconds') };
const number: Kind = { allowed: 'a number', is: (value) => Number.isFinite(value) };
const flag: Kind = { allowed: 'true or false', is: (value) => typeof value === 'boolean' };
const texts: Kind = { allowed: 'a list of texts', is: isTexts };
const object: Kind = { allowed: 'an object, with a value for each provider', is: isObject };

/** The settings that the construct and a deployment file take in the same form. */
export const settingKinds = {
  integration: { allowed: integrations.join(' or '), is: (value) => integrations.some((one) => one === value) },
  links: object,
  queryValues: object,
  workerMemory: size,
  workerTimeout: duration,
  workerStorage: size,
  pollEvery: duration,
  paused: flag,
  maximumConcurrency: number,
  maximumRounds: number,
  maximumAge: duration,
  scopeToActionTypes: flag,
  deletionProtection: flag,
  logRetention: number,
  allowedHosts: texts,
  monitoring: flag,
  alarmAtFailedPercent: number,
} as const satisfies Readonly<Record<string, Kind>>;

export const refuse = (name: string, given: unknown, allowed: string) =>
  new Error(`${name} is ${shown(given)}: allowed is ${allowed}`);

/** JSON has no numbers beyond its own, and no circles. */
function shown(given: unknown): string | undefined {
  if (typeof given === 'number' || typeof given === 'bigint') return String(given);
  try {
    return JSON.stringify(given);
  } catch {
    return 'an object that is no JSON';
  }
}
