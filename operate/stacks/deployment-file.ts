import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../../command/command.ts';
import { pathsOf } from '../../command/paths.ts';
import { type DeploymentOutline, deploymentFileNames } from '../../model/deployment-outline.ts';
import type { Environment } from '../deployment.ts';

/** The deployment file of the folder that a command is called in. */
export interface DeploymentFile {
  readonly name: string;
  readonly outline: DeploymentOutline;
}

/** Loads the file, if there is one. @throws Refusal when it cannot be loaded, with why. */
export async function readDeploymentFile(environment: Environment): Promise<DeploymentFile | undefined> {
  const { find } = pathsOf(environment);
  const name = deploymentFileNames.find((one) => existsSync(find(one)));
  if (name === undefined) return undefined;
  try {
    const { default: outline }: { default?: DeploymentOutline } = await import(pathToFileURL(find(name)).href);
    if (typeof outline === 'object') return { name, outline };
  } catch (error) {
    throw new Refusal(`${name} cannot be loaded: ${(error as Error).message.split('\n')[0]}`, { cause: error });
  }
  throw new Refusal(`${name} has no default export: export default defineDeployment({ … }).`);
}
