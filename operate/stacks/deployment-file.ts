import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Refusal } from '../../command/command.ts';
import { pathsOf } from '../../command/paths.ts';
import { type DeploymentOutline, deploymentFileNames } from '../../model/deployment-outline.ts';
import { importToEnd } from '../../model/import-to-end.ts';
import { isRegion } from '../../model/region.ts';
import type { Environment } from '../deployment.ts';
import { readTypeScript } from './strip-types.ts';

/** The file that defines what is deployed. */
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
  let outline: DeploymentOutline | undefined;
  try {
    if (/ts$/.test(name)) readTypeScript();
    const { default: given } = await importToEnd(pathToFileURL(find(name)).href, name);
    outline = exportedBy(given);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : 'something that is not an error was thrown';
    throw new Refusal(`${name} cannot be loaded: ${why}`, { cause: error });
  }
  if (outline instanceof Promise)
    throw new Refusal(`${name} exports a promise: export default await … , or what it gives.`);
  if (!isObject(outline)) throw new Refusal(`${name} has no default export: export default defineDeployment({ … }).`);
  const problem = problemOf(outline);
  if (problem !== undefined)
    throw new Refusal(`${name}: ${problem}. Export defineDeployment({ … }), which tells it as you type.`);
  return { name, outline };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What keeps a command from telling which stacks there are; nobody has to call `defineDeployment`, which checks all. */
function problemOf({ stackName, actions, regions = {}, workers = {} }: DeploymentOutline): string | undefined {
  if (stackName !== undefined && typeof stackName !== 'string') return 'stackName is not a text';
  if (actions !== undefined && typeof actions !== 'string') return 'actions is not a text';
  if (!isObject(workers)) return 'workers is not an object';
  if (!isObject(regions)) return 'regions is not an object, such as { "eu-west-1": {} }';
  const wrong = Object.keys(regions).find((region) => !isRegion(region));
  return wrong === undefined ? undefined : `regions has "${wrong}", which is no Region`;
}

/** A compiler to CommonJS puts the default export into an object, which Node takes for the default export. */
const exportedBy = (given: unknown): DeploymentOutline | undefined => {
  const isCompiled = typeof given === 'object' && given !== null && '__esModule' in given;
  return (isCompiled ? (given as { default?: DeploymentOutline }).default : given) as DeploymentOutline | undefined;
};
