import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../../command/command.ts';
import { pathsOf } from '../../command/paths.ts';
import { type DeploymentOutline, deploymentFileNames } from '../../model/deployment-outline.ts';
import type { Environment } from '../deployment.ts';

/** The file that says what is deployed. */
export interface DeploymentFile {
  readonly name: string;
  readonly outline: DeploymentOutline;
}

/** The file of the folder that a command is called in, or else of the package whose script it is. @throws Refusal */
export async function findDeploymentFile(environment: Environment): Promise<DeploymentFile | undefined> {
  const { place, find } = pathsOf(environment);
  return (await readDeploymentFile(place)) ?? (await readDeploymentFile(find));
}

/**
 * Loads the file, if there is one.
 * @param find Gives the path of a file by its name.
 * @throws Refusal when it cannot be loaded, with why.
 */
export async function readDeploymentFile(find: (name: string) => string): Promise<DeploymentFile | undefined> {
  const name = deploymentFileNames.find((one) => existsSync(find(one)));
  if (name === undefined) return undefined;
  try {
    const module: { default?: unknown } = await import(pathToFileURL(find(name)).href);
    const outline = exportedBy(module.default);
    if (typeof outline === 'object' && outline !== null) return { name, outline };
  } catch (error) {
    throw new Refusal(`${name} cannot be loaded: ${(error as Error).message.split('\n')[0]}`, { cause: error });
  }
  throw new Refusal(`${name} has no default export: export default defineDeployment({ … }).`);
}

/** A compiler to CommonJS puts the default export into an object, which Node takes for the default export. */
const exportedBy = (given: unknown): DeploymentOutline | undefined => {
  const isCompiled = typeof given === 'object' && given !== null && '__esModule' in given;
  return (isCompiled ? (given as { default?: DeploymentOutline }).default : given) as DeploymentOutline | undefined;
};
