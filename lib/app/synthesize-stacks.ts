import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { ActionTypeId } from '../../model/action-type.ts';
import { bundleAll, foldersOf } from '../bundles/bundles.ts';
import { createStacks } from './create-stacks.ts';

/**
 * The template of each stack, as a deployment of these action types would have it. Nothing is left behind.
 * @param actions The path of the module whose `actions` the worker serves.
 * @param context The settings, as cdk.json has them.
 * @throws Error when a bundle does not build or a setting is wrong.
 */
export async function synthesizeStacks(
  actionTypes: readonly ActionTypeId[],
  actions: string,
  context: Readonly<Record<string, unknown>>,
): Promise<{ stackName: string; template: object }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  try {
    const app = new App({ context, outdir: join(folder, 'cdk.out') });
    const bundles = foldersOf(await bundleAll(join(folder, 'bundles'), actions));
    return createStacks(app, actionTypes, bundles).map(({ stackName, artifactId }) => ({
      stackName,
      template: app.synth().getStackArtifact(artifactId).template,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
