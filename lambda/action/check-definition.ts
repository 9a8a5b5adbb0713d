import { type ActionType, actionCategories, actionOwners, actionTypeName } from '../../model/action-type.ts';
import { quote } from '../../model/escape.ts';
import type { ArtifactNeed } from './artifacts.ts';
import type { Properties } from './configuration.ts';
import { isSchema } from './parser.ts';

/** Limits of the UpdateActionType and CreateCustomActionType models; lengths in characters. */
export const limits = {
  provider: 35,
  version: 9,
  description: 1024,
  properties: 10,
  propertyName: 50,
  propertyDescription: { ThirdParty: 250, AWS: 250, Custom: 160 },
  artifacts: { ThirdParty: 10, AWS: 10, Custom: 5 },
  artifactName: 100,
} as const;

interface Checked {
  type: ActionType;
  description: string;
  configuration: Properties;
  inputs: ArtifactNeed;
  outputs: ArtifactNeed;
}

/** Checks that the required parts are there, for an action that no compiler has checked. @throws TypeError naming the part. */
export function checkParts(definition: { type: object; configuration: object; run: unknown; state?: unknown }): void {
  const { type, configuration, run, state } = definition;
  const isThere = (part: unknown) => typeof part === 'object' && part !== null;
  if (!isThere(type)) throw new TypeError('an action needs "type": its category, provider and version');
  if (!isThere(configuration)) throw new TypeError('an action needs "configuration": its properties, {} for none');
  if (typeof run !== 'function') throw new TypeError('an action needs "run": a function of its job');
  if (state !== undefined && typeof state !== 'function' && !isSchema(state)) {
    throw new TypeError('the "state" of an action is a function or a schema that reads it');
  }
}

/** Checks a definition against the limits of CodePipeline. @throws Error that says what CodePipeline would refuse to register. */
export function checkDefinition(definition: Checked): void {
  const { type, description, configuration, inputs, outputs } = definition;
  const refuse: Refuse = (problem) => {
    throw new Error(`Action ${actionTypeName({ ...type, owner: type.owner ?? 'ThirdParty' })}: ${problem}`);
  };
  checkType(type, refuse);
  if (!hasLength(description, limits.description)) {
    refuse(`it needs a description of 1 to ${limits.description} characters`);
  }
  checkProperties(configuration, limits.propertyDescription[type.owner ?? 'ThirdParty'], refuse);
  const most = limits.artifacts[type.owner ?? 'ThirdParty'];
  checkArtifacts(inputs, most, (problem) => refuse(`"inputs": ${problem}`));
  checkArtifacts(outputs, most, (problem) => refuse(`"outputs": ${problem}`));
}

type Refuse = (problem: string) => void;

const hasLength = (value: unknown, most: number) =>
  typeof value === 'string' && value.length > 0 && value.length <= most;

function checkType({ category, owner, provider, version }: ActionType, refuse: Refuse): void {
  const known = (words: readonly string[], word: string) => words.includes(word);
  if (!known(actionCategories, category)) refuse(`its category must be one of ${actionCategories.join(', ')}`);
  if (owner !== undefined && !known(actionOwners, owner)) refuse(`its owner must be one of ${actionOwners.join(', ')}`);
  for (const [part, value] of Object.entries({ provider, version })) {
    const most = part === 'provider' ? limits.provider : limits.version;
    if (!hasLength(value, most) || !/^[0-9A-Za-z_-]+$/.test(value)) {
      refuse(`its ${part} must have 1 to ${most} letters, digits, "_" and "-", got ${quote(String(value))}`);
    }
  }
}

function checkProperties(configuration: Properties, longest: number, refuse: Refuse): void {
  const properties = Object.entries(configuration);
  if (properties.length > limits.properties) {
    refuse(`${properties.length} configuration properties, at most ${limits.properties} are allowed`);
  }
  for (const [name, { description, required }] of properties) {
    if (typeof required !== 'boolean') refuse(`property "${name}" is made by required(…) or optional(…)`);
    if (name === '') refuse('a property has no name');
    if (name.length > limits.propertyName) {
      refuse(`property "${name}" has over ${limits.propertyName} characters in its name`);
    }
    if (!hasLength(description, longest))
      refuse(`property "${name}" needs a description of 1 to ${longest} characters`);
  }
  const queryable = properties.filter(([, property]) => property.queryable);
  if (queryable.length > 1)
    refuse(`only one property may be queryable, got ${queryable.map(([name]) => name).join(', ')}`);
  if (queryable.some(([, property]) => !property.required || property.secret)) {
    refuse(`the queryable property "${queryable[0]?.[0]}" must be required and not secret`);
  }
}

function checkArtifacts({ minimum, maximum, names = [] }: ArtifactNeed, most: number, refuse: Refuse): void {
  const isCount = Number.isInteger(minimum) && Number.isInteger(maximum);
  if (!(isCount && minimum >= 0 && minimum <= maximum && maximum <= most)) {
    refuse(`artifact counts must satisfy 0 ≤ minimum ≤ maximum ≤ ${most}, got ${minimum} and ${maximum}`);
  }
  for (const name of names) {
    if (!hasLength(name, limits.artifactName) || !/^[a-zA-Z0-9_-]+$/.test(name)) {
      refuse(
        `an artifact's name must have 1 to ${limits.artifactName} letters, digits, "_" and "-", got ${quote(name)}`,
      );
    }
  }
  if (new Set(names).size < names.length) refuse(`the names of artifacts must differ, got ${names.join(', ')}`);
}
