import type { ArtifactDetails, ConfigurationProperty, RegisteredActionType } from '../action-types/action-type.ts';
import { InvalidSubmission, type JobSubmission } from './submission.ts';

type Property = Pick<ConfigurationProperty, 'name' | 'required' | 'queryable' | 'type'>;

/** "ActionConfigurationProperty" in the API Reference: the value of a queryable property. */
const QUERYABLE_VALUE = /^[a-zA-Z0-9_-]{1,20}$/;

/**
 * Checks a job against the definition of its action type, as CodePipeline checks a pipeline. An action type of which
 * nothing but the name is known takes every job.
 * @throws InvalidSubmission naming the property or the artifacts, and never a value.
 */
export function checkAgainstType(submission: JobSubmission, { custom, declaration }: RegisteredActionType): void {
  const definition = custom ?? declaration;
  if (definition === undefined) return;
  const declared = declaration?.properties?.map(({ optional, ...rest }) => ({ ...rest, required: !optional }));
  checkConfiguration(submission.configuration ?? {}, custom?.configurationProperties ?? declared ?? []);
  checkCount('inputArtifacts', submission.inputArtifacts?.length ?? 0, definition.inputArtifactDetails);
  checkCount('outputArtifacts', submission.outputArtifacts?.length ?? 0, definition.outputArtifactDetails);
}

function checkConfiguration(configuration: Record<string, string>, properties: readonly Property[]): void {
  const given = new Map(Object.entries(configuration));
  const known = new Map(properties.map((property) => [property.name, property]));
  const names = [...known.keys()].join(', ') || 'none';
  for (const name of given.keys()) {
    if (!known.has(name)) throw new InvalidSubmission(`The action type has no property ${name}; it has ${names}`);
  }
  for (const property of properties) checkValue(property, given.get(property.name));
}

function checkValue({ name, required, queryable, type }: Property, value: string | undefined): void {
  const refuse = (rule: string) => {
    throw new InvalidSubmission(`Value at 'configuration.${name}' ${rule}`);
  };
  if (value === undefined) {
    if (required) refuse('is missing: the action type requires it');
    return;
  }
  if (queryable && !QUERYABLE_VALUE.test(value)) {
    refuse('must have 1 to 20 letters, digits, hyphens and underscores, because the property is queryable');
  }
  if (type === 'Boolean' && !['true', 'false'].includes(value)) refuse('must be true or false');
  if (type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) refuse('must be a number');
}

function checkCount(direction: string, count: number, { minimumCount, maximumCount }: ArtifactDetails): void {
  if (count >= minimumCount && count <= maximumCount) return;
  throw new InvalidSubmission(
    `The job has ${count} ${direction}; the action type takes ${minimumCount} to ${maximumCount}`,
  );
}
