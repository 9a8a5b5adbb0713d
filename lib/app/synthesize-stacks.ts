import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { createStacks } from './create-stacks.ts';
import type { DeploymentProps } from './deployment-props.ts';

/**
 * The template of each stack of a deployment. Nothing is left behind.
 * @param context What cdk.json sets.
 * @throws Error when a bundle does not build or a setting is wrong.
 */
export function synthesizeStacks(
  deployment: DeploymentProps,
  context: Readonly<Record<string, unknown>>,
): { stackName: string; template: object }[] {
  const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  try {
    // Who reads the templates does not deploy them, and to validate them takes longer than to make them.
    const app = new App({ context, outdir: join(folder, 'cdk.out'), builtinCloudFormationValidation: false });
    return createStacks(app, deployment).map(({ stackName, artifactId }) => ({
      stackName,
      template: app.synth().getStackArtifact(artifactId).template,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
