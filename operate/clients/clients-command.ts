import { callOf } from '../../command/call.ts';
import { oneOfCommands, withHelp } from '../../command/command.ts';
import { helpRows } from '../../command/text.ts';
import { deploymentHelp } from '../deployment.ts';
import { onStacks } from '../stacks/on-stacks.ts';
import { addCommand, labelCommand, rotateCommand, stateCommand } from './change-commands.ts';
import { exportCommand, requireJsonLines } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { historyCommand, listCommand, showCommand } from './look-commands.ts';

const calls = [
  ['list', 'every client with label, state and reason; never a token'],
  ['show CLIENTID', 'when and by whom it was added, rotated, enabled'],
  ['history [CLIENTID]', 'every change, newest first'],
  ['add CLIENTID [--label TEXT]', 'adds a client; an existing one is left as it is'],
  ['rotate CLIENTID', 'replaces the token of a client'],
  ['label CLIENTID --label TEXT', 'sets the name that people call it'],
  ['disable CLIENTID [--reason TEXT]', 'stops work on its jobs'],
  ['enable CLIENTID [--reason TEXT]', 'starts work on its jobs again'],
  ['import FILE [--dry-run]', 'adds and changes many; FILE may be - for standard input'],
  ['export [--format csv|jsonl]', 'prints what import takes, without tokens; CSV is for one Region'],
] as const;

const help = `Keeps the table of customers: client ID, client token, label, state, and who changed what.

${helpRows(calls.map(([words, meaning]) => [callOf('clients', words), meaning]))}

  add and rotate read the client token from standard input, or ask for it at a terminal without showing it.
  CLIENTID is a UUID in lower case, as CodePipeline hands it out. A worker that already knows a client takes up to
  five minutes to see a change; when CodePipeline refuses a token, it looks the client up again at once.
  FILE is CSV with a heading, or one JSON object a line: clientId, clientToken, label, state, reason. A field that a row
  leaves out stays as it is; a new client needs its token. Every row is checked before the first is written. Keep the
  file off the disk: pipe it in, or delete it.
  --by NAME is recorded as the author of a change; without it, the login of the environment. Nothing proves it.
  The local control plane has its own clients: PUT /_local/clients/CLIENTID adds one there and to the table.
  Exit code: 0 done, 1 refused or failed, 2 wrong arguments. --json prints one JSON object a line.

${deploymentHelp}

  Permissions (a change and its row in the history are one transaction, which needs those of both writes):
    list, export, history  dynamodb:Scan
    show                   dynamodb:GetItem
    add                    dynamodb:PutItem
    the others             dynamodb:UpdateItem, dynamodb:PutItem, dynamodb:GetItem; import also dynamodb:BatchGetItem
`;

/** A client is connected in one Region, and its token is read once. */
const ofOneRegion = { oneRegion: 'A client token is of one Region.' };

/** `partner-action clients`: keeps the table of customers. */
export const clientsCommand = withHelp(
  help,
  oneOfCommands({
    list: onStacks(listCommand),
    show: onStacks(showCommand),
    history: onStacks(historyCommand),
    add: onStacks(addCommand, ofOneRegion),
    rotate: onStacks(rotateCommand, ofOneRegion),
    label: onStacks(labelCommand),
    disable: onStacks(stateCommand('disabled')),
    enable: onStacks(stateCommand('active')),
    import: onStacks(importCommand, ofOneRegion),
    export: onStacks(exportCommand, { checkForSeveral: requireJsonLines }),
  }),
);
