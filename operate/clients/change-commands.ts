import { type Command, Refusal, UsageError } from '../../command/command.ts';
import { authorOf, openClients, readClientArguments, unknownClient } from './client-arguments.ts';
import type { ClientState } from './client-row.ts';
import { readToken } from './read-token.ts';

/** `partner-action clients add`: a new client, whose token is read from the input. */
export const addCommand: Command = async (args, surroundings) => {
  const { clientId, label, by, json, flags } = readClientArguments(args, ['label', 'by']);
  const author = authorOf(by, surroundings);
  const table = openClients(flags, surroundings.environment);
  const clientToken = await readToken(surroundings);
  if (label !== undefined && surroundings.redactor.exposes(label))
    throw new UsageError('The client token stands in --label too, and everybody may read a label.');
  if (!(await table.add(clientId, { clientToken, label }, author))) {
    throw new Refusal(
      `Client ${clientId} is in the table already and was left as it is; rotate gives it another token.`,
    );
  }
  if (json) surroundings.printJson({ clientId, label, state: 'active' });
  else surroundings.print(`Client ${clientId} is added and active.`);
};

/** `partner-action clients rotate`: another token for a client that is there. */
export const rotateCommand: Command = async (args, surroundings) => {
  const { clientId, by, json, flags } = readClientArguments(args, ['by']);
  const author = authorOf(by, surroundings);
  const table = openClients(flags, surroundings.environment);
  const row = await table.change(clientId, { clientToken: await readToken(surroundings) }, author);
  if (row === undefined) throw unknownClient(clientId);
  const hint = row.state === 'active' ? '' : '; enable makes it active';
  if (json) surroundings.printJson(row);
  else surroundings.print(`Client ${clientId} has another token. It is ${row.state}${hint}.`);
};

/** `partner-action clients disable` and `enable`: whether a client's jobs are worked on. The reason of the earlier state goes. */
export const stateCommand =
  (state: ClientState): Command =>
  async (args, surroundings) => {
    const { clientId, reason = '', by, json, flags } = readClientArguments(args, ['reason', 'by']);
    const table = openClients(flags, surroundings.environment);
    const row = await table.change(clientId, { state, reason }, authorOf(by, surroundings));
    if (row === undefined) throw unknownClient(clientId);
    if (json) surroundings.printJson(row);
    else surroundings.print(`Client ${clientId} is ${state}.`);
  };

/** `partner-action clients label`: what people call a client. */
export const labelCommand: Command = async (args, surroundings) => {
  const { clientId, label, by, json, flags } = readClientArguments(args, ['label', 'by']);
  if (label === undefined) throw new UsageError('Give --label TEXT; an empty one takes the label away.');
  const row = await openClients(flags, surroundings.environment).change(
    clientId,
    { label },
    authorOf(by, surroundings),
  );
  if (row === undefined) throw unknownClient(clientId);
  if (json) surroundings.printJson(row);
  else
    surroundings.print(label === '' ? `Client ${clientId} has no label.` : `Client ${clientId} is labelled ${label}.`);
};
