import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { Action } from '../../lambda/action/action.ts';
import { trialPipelineName } from '../../model/trial.ts';
import { TrialStack } from './trial-stack.ts';

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
