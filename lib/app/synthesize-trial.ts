import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Action } from '../../lambda/action/action.ts';
import { trialPipelineName } from '../../model/trial.ts';
import { fitsTrial, TrialStack } from './trial-stack.ts';

/** What the trial is made of. */
export interface Trial {
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
  const found = actions.find(name === undefined ? fitsTrial : (action) => nameOf(action) === name.toLowerCase());
  if (found) return found;
  const known = actions.map(nameOf).join(', ');
  throw new Error(
    name === undefined
      ? `no action fits the trial, of ${known}: allowed is one that takes one input artifact and may make one output artifact, of any name`
      : `there is no action "${name}"; there are ${known}`,
  );
}
