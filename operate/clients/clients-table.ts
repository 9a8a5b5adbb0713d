import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

/** Whether the jobs of a customer are worked on. `refused`: CodePipeline did not take their token. */
export type ClientState = 'active' | 'disabled' | 'refused';

/** The customers' table as an operator writes it. A worker asks for a token again after five minutes at the latest. */
export interface ClientsTable {
  /** Writes a new active client; tells whether there was none. */
  add(clientId: string, clientToken: string): Promise<boolean>;
  /** Gives a client that exists another token; tells its state, or undefined when there is none. */
  rotate(clientId: string, clientToken: string): Promise<string | undefined>;
  /** Changes the state of a client that exists; tells whether it does. */
  setState(clientId: string, state: ClientState): Promise<boolean>;
  /** Every client, in no order; the tokens are not even read. */
  list(): Promise<{ clientId: string; state: string }[]>;
}

export function openClientsTable(tableName: string, config: DynamoDBClientConfig = {}): ClientsTable {
  const client = new DynamoDBClient(config);
  const update = (clientId: string, attribute: string, value: string) =>
    ifConditionHolds(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: { clientId: { S: clientId } },
          ConditionExpression: 'attribute_exists(clientId)',
          UpdateExpression: 'SET #attribute = :value',
          ExpressionAttributeNames: { '#attribute': attribute },
          ExpressionAttributeValues: { ':value': { S: value } },
          ReturnValues: 'ALL_OLD',
        }),
      ),
    );
  return {
    async add(clientId, clientToken) {
      const put = new PutItemCommand({
        TableName: tableName,
        Item: { clientId: { S: clientId }, clientToken: { S: clientToken }, state: { S: 'active' } },
        ConditionExpression: 'attribute_not_exists(clientId)',
      });
      return (await ifConditionHolds(client.send(put))) !== undefined;
    },
    async rotate(clientId, clientToken) {
      const answer = await update(clientId, 'clientToken', clientToken);
      return answer && stateOf(answer.Attributes);
    },
    setState: async (clientId, state) => (await update(clientId, 'state', state)) !== undefined,
    async list() {
      const clients: { clientId: string; state: string }[] = [];
      const names = { ProjectionExpression: 'clientId, #state', ExpressionAttributeNames: { '#state': 'state' } };
      for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ...names })) {
        clients.push(...Items.map((item) => ({ clientId: item['clientId']?.S ?? '', state: stateOf(item) })));
      }
      return clients;
    },
  };
}

/** As the workers read it: a client without a state is active. */
const stateOf = (item: Record<string, AttributeValue> | undefined) => item?.['state']?.S ?? 'active';

async function ifConditionHolds<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
