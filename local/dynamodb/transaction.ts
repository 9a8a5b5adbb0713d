/** An answer of DynamoDB. */
export interface Answer {
  status: number;
  headers: Record<string, string | number>;
  text: string | undefined;
}

/** Has the database answer one operation. */
export type Ask = (operation: string, body: object) => Promise<Answer>;

type Item = Readonly<Record<string, unknown>>;

/** A Put, Update or Delete of a transaction; its other members are those of PutItem, UpdateItem and DeleteItem. */
interface Write {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
}
type Kind = 'Put' | 'Update' | 'Delete';
const KINDS: readonly Kind[] = ['Put', 'Update', 'Delete'];
/** Source: Amazon DynamoDB API Reference, "TransactWriteItems", TransactItems. */
const MAX_WRITES = 100;

/** What an item was before a write of the transaction. */
interface Before {
  readonly TableName: string;
  readonly Key: Item;
  readonly Item: Item | undefined;
}

/**
 * TransactWriteItems over a database that has none. Each write is made by itself, and taken back when a later one is refused: the
 * caller sees to it that nobody else reads or writes meanwhile.
 * Source: Amazon DynamoDB API Reference, "TransactWriteItems". A ConditionCheck is not taken.
 */
export async function writeTogether(body: string, ask: Ask): Promise<Answer> {
  const given = itemsOf(body);
  if (given === undefined) return refused('SerializationException', {});
  if (given.length === 0 || given.length > MAX_WRITES)
    return invalid(`TransactItems has ${given.length} members: allowed are 1 to ${MAX_WRITES}.`);
  const writes = given.flatMap((one) => KINDS.flatMap((kind) => (one?.[kind] ? [{ kind, write: one[kind] }] : [])));
  if (writes.length !== given.length) return invalid('Only Put, Update and Delete are taken here.');
  const keys = await Promise.all(writes.map(({ write }) => keyOf(write, ask)));
  const names = keys.map((key, index) => JSON.stringify([writes[index]?.write.TableName, Object.entries(key).sort()]));
  if (new Set(names).size < names.length)
    return invalid('Transaction request cannot include multiple operations on one item');
  const done: Before[] = [];
  for (const [index, { kind, write }] of writes.entries()) {
    const before = await readBefore(write.TableName, keys[index] ?? {}, ask);
    const answer = await ask(`${kind}Item`, write);
    if (answer.status !== 200) {
      for (const one of done.toReversed()) await takeBack(one, ask);
      return cancelled(answer, index, writes.length);
    }
    done.push(before);
  }
  return { status: 200, headers: JSON_TYPE, text: '{}' };
}

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };

/** Undefined for what is not JSON, or holds no list of writes. */
function itemsOf(body: string): (Partial<Record<Kind, Write>> | null)[] | undefined {
  try {
    const { TransactItems } = JSON.parse(body);
    return Array.isArray(TransactItems) ? TransactItems : undefined;
  } catch {
    return undefined;
  }
}

async function readBefore(TableName: string, Key: Item, ask: Ask): Promise<Before> {
  const { text = '{}' } = await ask('GetItem', { TableName, Key, ConsistentRead: true });
  const { Item: found }: { Item?: Item } = JSON.parse(text);
  return { TableName, Key, Item: found };
}

async function keyOf({ TableName, Key, Item = {} }: Write, ask: Ask): Promise<Item> {
  if (Key) return Key;
  const { text = '{}' } = await ask('DescribeTable', { TableName });
  const { Table = {} }: { Table?: { KeySchema?: { AttributeName: string }[] } } = JSON.parse(text);
  return Object.fromEntries((Table.KeySchema ?? []).map(({ AttributeName: name }) => [name, Item[name]]));
}

const takeBack = ({ TableName, Key, Item }: Before, ask: Ask) =>
  Item ? ask('PutItem', { TableName, Item }) : ask('DeleteItem', { TableName, Key });

/** Which of the writes was refused is told by the place of its reason; what makes no sense is told as it is. */
function cancelled(answer: Answer, index: number, count: number): Answer {
  const { __type: type = '', message = '' }: { __type?: string; message?: string } = JSON.parse(answer.text ?? '{}');
  if (!type.endsWith('#ConditionalCheckFailedException')) return answer;
  const reasons = Array.from({ length: count }, (_, at) =>
    at === index ? { Code: 'ConditionalCheckFailed', Message: message } : { Code: 'None' },
  );
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return refused('TransactionCanceledException', {
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
  });
}

const invalid = (message: string) => refused('ValidationException', { message });

/** A refusal of DynamoDB. */
export const refused = (name: string, told: object): Answer => ({
  status: 400,
  headers: JSON_TYPE,
  text: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, ...told }),
});
