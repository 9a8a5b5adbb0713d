import type { CommandSurroundings } from '../../command/command.ts';
import { type DeploymentOutline, plannedSettings, plannedStacks } from '../../model/deployment-outline.ts';
import { chooseRegions, ordinaryRegion } from '../stacks/choose-regions.ts';
import { findDeploymentFile } from '../stacks/deployment-file.ts';
import { requireStackName } from '../stacks/stack-flags.ts';

/** A stack in a Region, which need not be deployed yet. */
export interface ExaminedStack {
  readonly stackName: string;
  readonly region: string;
  /** What the deployment file sets for it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** When the deployment file has no stack of this name: the names that it has. */
  readonly known?: readonly string[];
}

/** The stacks to look at, and the module of their actions where the deployment file names it. @throws UsageError, Refusal */
export async function chooseStacks(
  { stack, region }: { readonly stack?: string; readonly region?: string },
  { environment, note }: CommandSurroundings,
): Promise<{ stacks: readonly ExaminedStack[]; actions: string | undefined }> {
  const file = await findDeploymentFile(environment);
  const outline = file?.outline ?? {};
  const planned = plannedStacks(outline);
  if (stack !== undefined) requireStackName(stack);
  const known = [...new Set(planned.map(({ stackName }) => stackName))];
  const names = stack === undefined ? known : [stack];
  const stacks = await Promise.all(
    names.map(async (stackName) => {
      const ofFile = planned.flatMap((one) => (one.stackName === stackName ? [one.region] : []));
      if (region === undefined && ofFile.length > 0) {
        const here = await Promise.all(ofFile.map(async (one) => one ?? (await ordinaryRegion(environment))));
        return here.map((one) => examinedStack(outline, stackName, one));
      }
      const { regions, told } = await chooseRegions(region, stackName, environment);
      if (told !== undefined) note(told);
      return regions.map((one) => examinedStack(outline, stackName, one));
    }),
  );
  const all = stacks.flat();
  return {
    stacks: file ? all.map((one) => (known.includes(one.stackName) ? one : { ...one, known })) : all,
    actions: outline.actions,
  };
}

function examinedStack(outline: DeploymentOutline, stackName: string, region: string): ExaminedStack {
  const ofName = plannedStacks(outline).filter((one) => one.stackName === stackName);
  const planned = ofName.find((one) => one.region === region) ?? ofName.find((one) => one.region === undefined);
  return { stackName, region, settings: planned ? plannedSettings(outline, planned) : {} };
}
