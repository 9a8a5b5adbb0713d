import { callOf } from '../../command/call.ts';
import { type Command, oneOfCommands, Refusal, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { shapes } from '../../model/codepipeline/shapes.ts';
import { findViolations } from '../check-value.ts';
import {
  type DeploymentFlags,
  deploymentHelp,
  deploymentOptions,
  type Environment,
  findDeployment,
} from '../deployment.ts';
import { NotHere } from '../stacks/not-here.ts';
import { onStacks } from '../stacks/on-stacks.ts';
import { type ClientState, type ClientsTable, openClientsTable } from './clients-table.ts';
import { readToken } from './read-token.ts';

const help = `Keeps the table of customers: client ID, client token, state.

  ${callOf('clients', 'list [--json]').padEnd(39)} every client and its state; never a token
  ${callOf('clients', 'add CLIENTID').padEnd(39)} a new client; one that is there already is left as it is
  ${callOf('clients', 'rotate CLIENTID').padEnd(39)} another token for a client that is there
  ${callOf('clients', 'disable CLIENTID').padEnd(39)} its jobs are worked on no more
  ${callOf('clients', 'enable CLIENTID').padEnd(39)} they are again

  add and rotate read the client token from standard input, or ask for it at a terminal without showing it.
  CLIENTID is a UUID in lower case, as CodePipeline hands it out. A worker that knows a client already takes up
  to five minutes to see a change; a token that CodePipeline refuses it looks up at once.
  The local control plane has clients of its own: PUT /_local/clients/CLIENTID tells it of one, and the table too.
  Exit code: 0 done, 1 refused or failed, 2 wrong arguments. --json prints one JSON object a line.

${deploymentHelp}

  Permissions: list dynamodb:Scan; add dynamodb:PutItem; the others dynamodb:UpdateItem.
`;

const WHY_NO_TOKEN =
  'A client token is never taken from the command line, where the history of the shell and every user of the machine ' +
  'can read it. Pipe it in, or type it when asked.';

const options = { ...deploymentOptions, token: { type: 'string' }, 'client-token': { type: 'string' } } as const;

const open = (flags: DeploymentFlags, environment: Environment): ClientsTable => {
  const deployment = findDeployment(flags, environment);
  return openClientsTable(deployment.require('clientsTable'), deployment.configOf('dynamodb'));
};

/** The client ID of a command line, and the flags around it. @throws UsageError */
function parse(args: readonly string[]): { clientId: string; flags: DeploymentFlags } {
  const { values, operands } = parseFlags(args, options, ['CLIENTID'], WHY_NO_TOKEN);
  if (values.token !== undefined || values['client-token'] !== undefined) throw new UsageError(WHY_NO_TOKEN);
  const clientId = operands[0] ?? '';
  // It is not shown: somebody may have put the token in its place.
  if (findViolations(shapes, 'ClientId', clientId)) throw new UsageError('CLIENTID must be a UUID in lower case.');
  return { clientId, flags: values };
}

const add: Command = async (args, surroundings) => {
  const { clientId, flags } = parse(args);
  const table = open(flags, surroundings.environment);
  if (!(await table.add(clientId, await readToken(surroundings)))) {
    throw new Refusal(
      `Client ${clientId} is in the table already and was left as it is; rotate gives it another token.`,
    );
  }
  surroundings.print(`Client ${clientId} is added and active.`);
};

const rotate: Command = async (args, surroundings) => {
  const { clientId, flags } = parse(args);
  const table = open(flags, surroundings.environment);
  const state = await table.rotate(clientId, await readToken(surroundings));
  if (state === undefined) throw unknownClient(clientId);
  const hint = state === 'active' ? '' : '; enable makes it active';
  surroundings.print(`Client ${clientId} has another token. It is ${state}${hint}.`);
};

const setState =
  (state: ClientState): Command =>
  async (args, { environment, print }) => {
    const { clientId, flags } = parse(args);
    if (!(await open(flags, environment).setState(clientId, state))) throw unknownClient(clientId);
    print(`Client ${clientId} is ${state}.`);
  };

const list: Command = async (args, { environment, print, printTable, printJson }) => {
  const { values } = parseFlags(args, { ...deploymentOptions, json: { type: 'boolean' } });
  const clients = await open(values, environment).list();
  clients.sort((a, b) => a.clientId.localeCompare(b.clientId));
  if (values.json) for (const client of clients) printJson(client);
  else if (clients.length === 0) print('There are no clients yet.');
  else
    printTable(
      ['CLIENT', 'STATE'],
      clients.map(({ clientId, state }) => [clientId, state]),
    );
};

const unknownClient = (clientId: string) => new NotHere(`There is no client ${clientId} in the table; add makes one.`);

/** A client is connected in one Region, and its token is read once. */
const ofOneRegion = { oneRegion: 'A client token is of one Region.' };

/** `partner-action clients` */
export const clientsCommand = withHelp(
  help,
  oneOfCommands({
    list: onStacks(list),
    add: onStacks(add, ofOneRegion),
    rotate: onStacks(rotate, ofOneRegion),
    disable: onStacks(setState('disabled')),
    enable: onStacks(setState('active')),
  }),
);
