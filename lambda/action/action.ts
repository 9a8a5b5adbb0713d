import type { ActionType, ActionTypeId } from '../../model/action-type.ts';
import { type ArtifactCount, type ArtifactNeed, type Artifacts, needOf } from './artifacts.ts';
import { checkDefinition, checkParts } from './check-definition.ts';
import { type ConfigurationOf, type Properties, parseConfiguration } from './configuration.ts';
import type { Job, TypedJob } from './job.ts';
import type { Outcome, Variables } from './outcome.ts';
import type { Surroundings } from './parser.ts';
import type { StateInput, StateOf, StateParser } from './state.ts';

declare const types: unique symbol;

/** What only the compiler knows of an action: the member does not exist when the action runs. */
export interface Typed<J, State> {
  readonly [types]?: { job: J; state: State };
}

/**
 * An action as the worker sees it. `Action` alone is an action with any configuration; the constant that `defineAction`
 * gives keeps the types of its own.
 *
 * @example
 * const actions: readonly Action[] = [
 *   defineAction({
 *     type: { category: 'Test', provider: 'Smoke', version: '1' },
 *     description: 'Looks for smoke.',
 *     configuration: {},
 *     inputs: 0,
 *     outputs: 0,
 *     run: async () => succeeded(),
 *   }),
 * ];
 */
export interface Action<P extends Properties = Properties, J = unknown, State = unknown> extends Typed<J, State> {
  /** The owner is `ThirdParty` where the author left it out; a deployment may serve the action as another owner's. */
  readonly type: ActionTypeId;
  readonly description: string;
  readonly configuration: P;
  readonly inputs: ArtifactNeed;
  readonly outputs: ArtifactNeed;
  /** Reads what an earlier round handed on; without it, the state is plain text. */
  readonly state?: StateParser | undefined;
  /**
   * The configuration that `run` finds in its job: a promise where the validator of a property gives one, so await it.
   * @throws JobFailure ConfigurationError when a value is missing, unknown or not allowed.
   */
  parse(values: Record<string, string>, surroundings: Surroundings): unknown;
  /** Runs on a job whose configuration came from `parse`. */
  run(job: Job<unknown>): Promise<Outcome>;
}

/** All of an action except what it does. */
export interface ActionFacts<
  P extends Properties,
  I extends Artifacts,
  O extends Artifacts,
  S extends StateParser | undefined,
  T extends ActionType,
> {
  /** How CodePipeline knows the action. Leave the owner out when the deployment is to say whose it is. */
  readonly type: T;
  /** 1 to 1,024 characters. */
  readonly description: string;
  /** At most 10 properties, each name 1 to 50 characters. */
  readonly configuration: P;
  readonly inputs: I;
  readonly outputs: O;
  /** Reads what an earlier round handed to `continues`; it makes `job.state` and what `continues` takes typed. */
  readonly state?: S;
}

/** A partner's job worker has no output variables: PutThirdPartyJobSuccessResult of the service model takes none. */
type VariablesOf<T> = T extends { readonly owner: 'ThirdParty' } ? never : Variables;

/**
 * An action as its author writes it: what it is called, what the customer enters, and what it does.
 *
 * @example
 * const smoke: ActionDefinition<{}> = {
 *   type: { category: 'Test', provider: 'Smoke', version: '1' },
 *   description: 'Looks for smoke.',
 *   configuration: {},
 *   inputs: { minimum: 0, maximum: 0 },
 *   outputs: { minimum: 0, maximum: 0 },
 *   run: async () => succeeded(),
 * };
 */
export interface ActionDefinition<
  P extends Properties,
  I extends Artifacts = ArtifactCount,
  O extends Artifacts = ArtifactCount,
  S extends StateParser | undefined = undefined,
  T extends ActionType = ActionType,
> extends ActionFacts<P, I, O, S, T> {
  /**
   * Does the work of one job. It is called again, with `job.attempt` one higher, when its worker was killed (time, memory,
   * a crash) before the outcome was kept: at most three times in all for the same job. Work that must not be done twice
   * uses `job.idempotencyKey`, or remembers with `job.remember` what it began. It may throw a JobFailure; anything else
   * that it throws is reported in a neutral sentence.
   */
  run(job: TypedJob<ConfigurationOf<P>, I, O, StateOf<S>>): Promise<Outcome<StateInput<S>, VariablesOf<T>>>;
}

/**
 * The job that the `run` of an action is given, for functions that `run` calls. If the compiler reports a circle there,
 * write the action with `describeAction`.
 *
 * @example
 * const smoke = describeAction({
 *   type: { category: 'Test', provider: 'Smoke', version: '1' },
 *   description: 'Looks for smoke.',
 *   configuration: {},
 *   inputs: ['Site'],
 *   outputs: 0,
 * });
 * const pageOf = (job: JobOf<typeof smoke>) => job.input('Site').read('index.html');
 */
export type JobOf<A> = A extends { readonly [types]?: { job: infer J } } ? J : never;

/** What `continues` takes in an action. */
export type HandedOnBy<A> = A extends { readonly [types]?: { state: infer State } } ? State : never;

/**
 * Checks a definition against what CodePipeline can register and makes it an action.
 *
 * @throws Error naming what is wrong: a category, name, length or number that the service model does not take.
 * @example
 * export const smoke = defineAction({
 *   type: { category: 'Test', provider: 'Smoke', version: '1' },
 *   description: 'Looks for smoke.',
 *   configuration: { Page: optional(text, { description: 'The page to look at.', default: 'index.html' }) },
 *   inputs: 1,
 *   outputs: 0,
 *   async run(job) {
 *     const page = await job.input().read(job.configuration.Page);
 *     return page.includes(0x1f525) ? failed('JobFailed', 'There is smoke.') : succeeded();
 *   },
 * });
 */
export function defineAction<
  P extends Properties,
  const I extends Artifacts,
  const O extends Artifacts,
  S extends StateParser | undefined = undefined,
  const T extends ActionType = ActionType,
>(
  definition: ActionDefinition<P, I, O, S, T>,
): Action<P, TypedJob<ConfigurationOf<P>, I, O, StateOf<S>>, StateInput<S>> {
  checkParts(definition);
  const { description, configuration, state } = definition;
  const type: ActionTypeId = { ...definition.type, owner: definition.type.owner ?? 'ThirdParty' };
  const [inputs, outputs] = [needOf('inputs', definition.inputs), needOf('outputs', definition.outputs)];
  checkDefinition({ type: definition.type, description, configuration, inputs, outputs });
  return {
    type,
    description,
    configuration,
    inputs,
    outputs,
    state,
    parse: (values, surroundings) => parseConfiguration(configuration, values, surroundings),
    // The worker only gives it jobs whose configuration, artifacts and state follow this definition.
    run: definition.run.bind(definition) as unknown as Action['run'],
  };
}
