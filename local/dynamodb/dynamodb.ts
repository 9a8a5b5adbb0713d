import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite, { type Dynalite } from 'dynalite';
import { createClosingStack } from '../../command/closing-stack.ts';
import { clientsTableName, LOCAL_REGION, localKeyPair } from '../../model/local/services.ts';
import { type LocalServer, listen, readBody } from '../http/loopback.ts';
import { isServiceCall } from '../http/service-call.ts';
import { createTables } from './tables.ts';
import { type Answer, type Ask, writeTogether } from './transaction.ts';
import { createTransactionTokens, type TransactionTokens } from './transaction-tokens.ts';
import { createTurns, type Turns } from './turns.ts';

/** DynamoDB takes requests of at most 16 MB. */
const MAX_BYTES = 16 * 1024 * 1024;

export interface DynamodbOptions {
  /** 0 takes any free port. */
  port: number;
  /** The folder that keeps the tables over a restart; in memory when left out. */
  dataFolder?: string;
}

/** The state in a customer's row: whether the customer's jobs are worked on. */
export type LocalClient = 'active' | 'disabled' | 'refused';

/** DynamoDB on this machine, with the two tables of the stack. */
export interface LocalDynamodb extends LocalServer {
  /** Adds a customer or replaces their client token and state. */
  putClient(clientId: string, clientToken: string, state?: LocalClient): Promise<void>;
}

/** Starts DynamoDB on 127.0.0.1. Signatures are not checked. @throws PortInUse */
export async function startDynamodb(options: DynamodbOptions): Promise<LocalDynamodb> {
  await using starting = createClosingStack();
  const made = { createTableMs: 0, deleteTableMs: 0, ...(options.dataFolder ? { path: options.dataFolder } : {}) };
  const database = starting.adopt(dynalite(made), closeDatabase);
  const turns = starting.adopt(createTurns(), ({ settled }) => settled());
  const tokens = createTransactionTokens();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (!isServiceCall(request, 'DynamoDB_20120810')) {
      response.writeHead(403).end();
      return;
    }
    const body = await readBody(request, MAX_BYTES);
    const { status, headers, text } = await answerTo({ database, turns, tokens }, request.headers, body);
    response.writeHead(status, headers).end(text);
  };
  const server = starting.adopt(await listen(handle, options.port), ({ close }) => close());
  const client = new DynamoDBClient({ endpoint: server.url, region: LOCAL_REGION, credentials: localKeyPair });
  starting.defer(() => client.destroy());
  await createTables(client);
  const started = starting.move();
  return {
    ...server,
    putClient: async (clientId, clientToken, state = 'active') => {
      const Item = { clientId: { S: clientId }, clientToken: { S: clientToken }, state: { S: state } };
      await client.send(new PutItemCommand({ TableName: clientsTableName, Item }));
    },
    close: () => started.disposeAsync(),
  };
}

const TARGET = 'x-amz-target';

interface Parts {
  readonly database: Dynalite;
  readonly turns: Turns;
  readonly tokens: TransactionTokens;
}

/** A transaction is alone with the database, so that nobody sees half of it. */
function answerTo(parts: Parts, headers: IncomingMessage['headers'], body: Buffer): Promise<Answer> {
  const { database, turns, tokens } = parts;
  const [version, operation] = String(headers[TARGET]).split('.');
  if (operation !== 'TransactWriteItems') return turns.shared(() => ask(database, headers, body));
  const askFor: Ask = (name, content) =>
    ask(database, { ...headers, [TARGET]: `${version}.${name}` }, Buffer.from(JSON.stringify(content)));
  const transaction = String(body);
  return turns.alone(() => tokens.once(transaction, () => writeTogether(transaction, askFor)));
}

/**
 * Has dynalite answer one request. It is given the whole body and no connection, because it throws from a callback, and so
 * ends the process, when a client goes away in the middle.
 */
function ask(database: Dynalite, given: IncomingMessage['headers'], body: Buffer): Promise<Answer> {
  const headers = { ...given, 'content-length': String(body.length) };
  const request = Object.assign(Readable.from([body]), { method: 'POST', url: '/', headers });
  return new Promise((resolve) => {
    const answerHeaders: Answer['headers'] = {};
    database.emit('request', request, {
      statusCode: 200,
      setHeader: (name, value) => {
        answerHeaders[name] = value;
      },
      end(text) {
        resolve({ status: this.statusCode, headers: answerHeaders, text });
      },
    });
  });
}

/** Lets dynalite listen for a moment, without a handler: only a server that listens closes its database. */
function closeDatabase(database: Dynalite): Promise<void> {
  database.removeAllListeners('request');
  return new Promise((resolve, reject) => {
    database.listen(0, '127.0.0.1', () => database.close((error) => (error ? reject(error) : resolve())));
  });
}
