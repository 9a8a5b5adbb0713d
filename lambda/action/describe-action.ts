import type { ActionType } from '../../model/action-type.ts';
import { type Action, type ActionDefinition, type ActionFacts, defineAction, type Typed } from './action.ts';
import type { Artifacts } from './artifacts.ts';
import type { ConfigurationOf, Properties } from './configuration.ts';
import type { TypedJob } from './job.ts';
import type { StateInput, StateOf, StateParser } from './state.ts';

/**
 * All of an action except its `run`, which `runs` adds. Its `JobOf` is known before `run` is written, so that an action of
 * several functions compiles.
 *
 * @throws Error as `defineAction` does, when `runs` is called.
 * @example
 * const facts = describeAction({
 *   type: { category: 'Test', provider: 'Smoke', version: '1' },
 *   description: 'Looks for smoke.',
 *   configuration: {},
 *   inputs: 1,
 *   outputs: ['Report'],
 * });
 *
 * export const smoke = facts.runs(async (job) => {
 *   await writeReport(job);
 *   return succeeded();
 * });
 *
 * async function writeReport(job: JobOf<typeof facts>) {
 *   await job.output('Report').write('report.txt', 'No smoke.');
 * }
 */
export function describeAction<
  P extends Properties,
  const I extends Artifacts,
  const O extends Artifacts,
  S extends StateParser | undefined = undefined,
  const T extends ActionType = ActionType,
>(facts: ActionFacts<P, I, O, S, T>): DescribedAction<P, I, O, S, T> {
  return { ...facts, runs: (run) => defineAction({ ...facts, run }) };
}

/**
 * An action without its `run`, as `describeAction` gives it. The type has a name so that a module can export such a value.
 *
 * @example
 * const complete = (smoke: DescribedAction<{}, 0, 0, undefined, ActionType>) => smoke.runs(async () => succeeded());
 */
export interface DescribedAction<
  P extends Properties,
  I extends Artifacts,
  O extends Artifacts,
  S extends StateParser | undefined,
  T extends ActionType,
> extends ActionFacts<P, I, O, S, T>,
    Typed<TypedJob<ConfigurationOf<P>, I, O, StateOf<S>>, StateInput<S>> {
  /** The whole action, with this `run`. */
  runs(
    run: ActionDefinition<P, I, O, S, T>['run'],
  ): Action<P, TypedJob<ConfigurationOf<P>, I, O, StateOf<S>>, StateInput<S>>;
}
