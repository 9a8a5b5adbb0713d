import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import { type ConfigurationOf, type Properties, parseConfiguration, type Surroundings } from './configuration.ts';
import type { Job } from './job.ts';
import type { Outcome } from './outcome.ts';

/** How many artifacts the action takes or makes, 0 to 10 each. */
export interface ArtifactCount {
  minimum: number;
  maximum: number;
}

/** An action as its author writes it: what it is called, what the customer enters, and what it does. */
export interface ActionDefinition<P extends Properties> {
  type: ActionTypeId;
  description: string;
  /** At most 10 properties, each name 1 to 50 characters. */
  configuration: P;
  inputs: ArtifactCount;
  outputs: ArtifactCount;
  /**
   * Does the work of one job. Is called again, with `job.attempt` one higher, when its worker was killed (time, memory, a
   * crash) before the outcome was kept: at most three times in all, for the same job. Work that must not be done twice
   * goes by `job.idempotencyKey`, or remembers with `job.remember` what it began. May throw a JobFailure; anything else it throws is reported in a neutral sentence. */
  run(job: Job<ConfigurationOf<P>>): Promise<Outcome>;
}

/** An action as the worker sees it, whatever its configuration is. */
export interface Action {
  readonly type: ActionTypeId;
  readonly description: string;
  readonly configuration: Properties;
  readonly inputs: ArtifactCount;
  readonly outputs: ArtifactCount;
  /** @throws JobFailure ConfigurationError when a value is missing, unknown or not allowed. */
  parse(values: Record<string, string>, surroundings: Surroundings): unknown;
  /** Runs on a job whose configuration came from `parse`. */
  run(job: Job<unknown>): Promise<Outcome>;
}

/** Limits of the UpdateActionType model. */
const MAX_PROPERTIES = 10;
const MAX_NAME_LENGTH = 50;
const MAX_DESCRIPTION_LENGTH = 250;

/** Checks a definition against what CodePipeline can register and makes it an action. @throws Error naming what is wrong. */
export function defineAction<P extends Properties>(definition: ActionDefinition<P>): Action {
  checkDefinition(definition);
  return {
    ...definition,
    parse: (values, surroundings) => parseConfiguration(definition.configuration, values, surroundings),
    run: (job) => definition.run(job as Job<ConfigurationOf<P>>),
  };
}

function checkDefinition({ type, configuration, inputs, outputs }: ActionDefinition<Properties>): void {
  const refuse = (problem: string) => {
    throw new Error(`Action ${actionTypeName(type)}: ${problem}`);
  };
  const properties = Object.entries(configuration);
  if (properties.length > MAX_PROPERTIES) {
    refuse(`${properties.length} configuration properties, at most ${MAX_PROPERTIES} are allowed`);
  }
  for (const [name, { description }] of properties) {
    if (name.length > MAX_NAME_LENGTH) refuse(`property "${name}" has over ${MAX_NAME_LENGTH} characters in its name`);
    if (description === '' || description.length > MAX_DESCRIPTION_LENGTH) {
      refuse(`property "${name}" needs a description of 1 to ${MAX_DESCRIPTION_LENGTH} characters`);
    }
  }
  const queryable = properties.filter(([, property]) => property.queryable);
  if (queryable.length > 1)
    refuse(`only one property may be queryable, got ${queryable.map(([name]) => name).join(', ')}`);
  if (queryable.some(([, property]) => !property.required || property.secret)) {
    refuse(`the queryable property "${queryable[0]?.[0]}" must be required and not secret`);
  }
  for (const { minimum, maximum } of [inputs, outputs]) {
    if (!(minimum >= 0 && minimum <= maximum && maximum <= 10)) {
      refuse(`artifact counts must satisfy 0 ≤ minimum ≤ maximum ≤ 10, got ${minimum} and ${maximum}`);
    }
  }
}
