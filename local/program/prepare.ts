import { findActionsModule } from '../../command/actions-flag.ts';
import type { Process } from '../../command/command.ts';
import type { Interruption } from '../../command/interruption.ts';
import { pathsOf } from '../../command/paths.ts';
import type { Starting } from '../../command/starting.ts';
import { dropInherited } from '../../model/local/environment.ts';
import { type LoadedActions, loadActions } from '../actions/load-actions.ts';
import { requireStateFolder } from './check-options.ts';
import type { StartOptions } from './command-line.ts';
import { ownedBy } from './owned-actions.ts';
import { type Plan, planJob } from './plan.ts';

/** All that is known before anything is started. */
export interface Prepared {
  options: StartOptions;
  /** Absent where only the services are wanted, and no actions are there. */
  loaded: LoadedActions | undefined;
  /** The first job; none where only the services are wanted. */
  plan: Plan | undefined;
  inRepository: boolean;
}

interface Preparing {
  environment: Process['env'];
  standard: string | undefined;
  interruption: Interruption;
  starting: Starting;
}

/** Loads the author's actions and plans the job, before anything is started. @throws UsageError, Interrupted */
export async function prepare(given: StartOptions, preparing: Preparing): Promise<Prepared> {
  const { environment, standard, interruption, starting } = preparing;
  const paths = pathsOf(environment);
  const options = { ...given, state: given.state === undefined ? undefined : paths.place(given.state) };
  if (options.state !== undefined) await interruption.race(requireStateFolder(options.state));
  // Before the author's module runs here: it shall find no more than it does in a function.
  dropInherited(process.env);
  const { actions, servicesOnly } = options;
  // A worker of one's own may have its actions anywhere.
  const isNeeded = actions !== undefined || !servicesOnly;
  const module = isNeeded ? findActionsModule(actions, environment, standard) : standard;
  const listed = module === undefined ? undefined : await starting.begin(loadActions(module));
  const loaded = listed && { ...listed, actions: ownedBy(options.integration, listed.actions) };
  const isRun = loaded && !servicesOnly;
  const plan = isRun ? await interruption.race(planJob(loaded, options, environment, paths)) : undefined;
  return { options, loaded, plan, inRepository: module === standard };
}
