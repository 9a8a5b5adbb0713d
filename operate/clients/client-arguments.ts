import type { ParseArgsOptionsConfig } from 'node:util';
import { type CommandSurroundings, UsageError } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { shapes } from '../../model/codepipeline/shapes.ts';
import { findViolations } from '../check-value.ts';
import { type DeploymentFlags, deploymentOptions, type Environment, findDeployment } from '../deployment.ts';
import { NotHere } from '../stacks/not-here.ts';
import { checkText, readAuthor } from './check-text.ts';
import { type Author, type ClientsTable, openClientsTable } from './clients-table.ts';

const WHY_NO_TOKEN =
  'A client token is never taken from the command line, where the history of the shell and every user of the machine ' +
  'can read it. Pipe it in, or type it when asked.';

/** The flags of whatever is about one client, and those that are refused with a reason. */
const options = {
  ...deploymentOptions,
  by: { type: 'string' },
  label: { type: 'string' },
  reason: { type: 'string' },
  json: { type: 'boolean' },
  token: { type: 'string' },
  'client-token': { type: 'string' },
} as const;

/** What a command line says of one client. */
interface ClientArguments {
  clientId: string;
  label: string | undefined;
  reason: string | undefined;
  json: boolean;
  by: string | undefined;
  flags: DeploymentFlags;
}

/**
 * The client ID of a command line, and the flags around it.
 * @param taken The flags that this command takes besides those of every one.
 * @throws UsageError
 */
export function readClientArguments(
  args: readonly string[],
  taken: readonly ('label' | 'reason' | 'by')[] = [],
): ClientArguments {
  const { values, operands } = parseFlags(args, options, ['CLIENTID'], WHY_NO_TOKEN);
  if (values.token !== undefined || values['client-token'] !== undefined) throw new UsageError(WHY_NO_TOKEN);
  for (const name of ['label', 'reason', 'by'] as const)
    if (values[name] !== undefined && !taken.includes(name))
      throw new UsageError(`--${name} is not taken here. See --help.`);
  const clientId = checkClientId(operands[0] ?? '');
  const { label, reason, by, json = false } = values;
  return {
    clientId,
    label: checkText('--label', label),
    reason: checkText('--reason', reason),
    by,
    json,
    flags: values,
  };
}

/** @throws UsageError that does not show it: somebody may have put the token in its place. */
export function checkClientId(clientId: string): string {
  if (findViolations(shapes, 'ClientId', clientId)) throw new UsageError('CLIENTID must be a UUID in lower case.');
  return clientId;
}

export const openClients = (flags: DeploymentFlags, environment: Environment): ClientsTable => {
  const deployment = findDeployment(flags, environment);
  return openClientsTable(deployment.require('clientsTable'), deployment.configOf('dynamodb'));
};

export const authorOf = (by: string | undefined, { environment, clock }: CommandSurroundings): Author => ({
  at: new Date(clock.now()).toISOString(),
  by: readAuthor(by, environment),
});

/** The same for a command that may name a client or not. @throws UsageError */
export function parseAboutClients<const O extends ParseArgsOptionsConfig>(args: readonly string[], more: O) {
  return parseFlags(args, { ...deploymentOptions, json: { type: 'boolean' }, ...more }, 'any');
}

export const unknownClient = (clientId: string) =>
  new NotHere(`There is no client ${clientId} in the table; add makes one.`);
