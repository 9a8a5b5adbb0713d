import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Action } from '../../lambda/action/action.ts';
import { trialPipelineName } from '../../model/trial.ts';
import { TrialStack, whyUnfit } from './trial-stack.ts';

/** The parts of a trial. */
interface Trial {
  readonly action: Action;
  /** The path of the module that lists it. */
  readonly module: string;
  readonly configuration: Readonly<Record<string, string>>;
}

/**
 * Writes the trial into a folder, as `cdk --app FOLDER` takes it.
 * @returns That folder.
 * @throws Error when the action does not fit or its module does not build.
 */
export function synthesizeTrial({ action, module, configuration }: Trial, folder: string): string {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  new TrialStack(app, trialPipelineName, {
    description: 'A pipeline to try an action in; delete it when you are done',
    actions: module,
    action,
    configuration,
  });
  return app.synth().directory;
}

/** The action with this provider, in whatever case, or the first that fits. @throws Error saying which there are. */
export function chooseAction(actions: readonly Action[], name: string | undefined): Action {
  const nameOf = ({ type }: Action) => type.provider.toLowerCase();
  if (name === undefined) {
    const fitting = actions.find((action) => whyUnfit(action) === undefined);
    if (fitting) return fitting;
    const reasons = actions.map((action) => `${nameOf(action)}: ${whyUnfit(action)}`);
    throw new Error(`no action fits the trial. ${reasons.join('. ')}`);
  }
  const found = actions.find((action) => nameOf(action) === name.toLowerCase());
  if (found) return found;
  throw new Error(`there is no action "${name}"; there are ${actions.map(nameOf).join(', ')}`);
}
