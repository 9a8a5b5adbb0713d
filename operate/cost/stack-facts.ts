import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdk from '../../cdk.json' with { type: 'json' };
import { createStacks } from '../../lib/app/create-stacks.ts';
import { bundleAll, foldersOf } from '../../lib/bundles/bundles.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { readTemplate, type TemplateFacts } from './template-facts.ts';

/**
 * What costs follow from, stack by stack, as a deployment of these action types with the settings of cdk.json would
 * have it. Nothing is left behind.
 * @throws Error when a bundle does not build or a setting is wrong.
 */
export async function readStackFacts(
  actionTypes: readonly ActionTypeId[],
): Promise<{ stackName: string; facts: TemplateFacts }[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  try {
    const app = new App({ context: cdk.context, outdir: join(folder, 'cdk.out') });
    const bundles = foldersOf(await bundleAll(join(folder, 'bundles')));
    return createStacks(app, actionTypes, bundles).map(({ stackName, artifactId }) => ({
      stackName,
      facts: readTemplate(app.synth().getStackArtifact(artifactId).template),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
