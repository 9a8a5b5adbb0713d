import type { Call } from './aws-stand-in.ts';

/** A statement of a policy, its references written out. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A call as IAM judges it. */
interface Asked {
  readonly action: string;
  readonly resource: string;
  /** The condition keys that the call has. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** Whether some statement allows a call: IAM, as far as the policies of the stack use it. */
export const isAllowed = (statements: readonly Statement[], asked: Asked): boolean =>
  statements.some(
    ({ Effect, Action, Resource, Condition = {} }) =>
      Effect === 'Allow' &&
      [Action].flat().includes(asked.action) &&
      [Resource].flat().includes(asked.resource) &&
      Object.entries(Condition).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => holds(operator, [values].flat(), asked.keys[key])),
      ),
  );

function holds(operator: string, values: readonly string[], given: readonly string[] | undefined): boolean {
  switch (operator) {
    case 'StringEquals':
      return given?.every((one) => values.includes(one)) ?? false;
    case 'StringEqualsIfExists':
    case 'ForAllValues:StringEquals':
      return given === undefined || given.every((one) => values.includes(one));
    case 'ForAllValues:StringNotEquals':
      return given === undefined || !given.some((one) => values.includes(one));
    default:
      throw new Error(`The condition ${operator} is not known here.`);
  }
}

type Text = string | undefined;

/**
 * What IAM is asked about a call. A transaction needs what each of its writes does.
 * Source: Amazon DynamoDB Developer Guide, "Using IAM with DynamoDB transactions".
 */
export function askedBy(call: Call): Asked[] {
  if (call.operation !== 'TransactWriteItems') return [askedByOne(call)];
  const writes = call.body['TransactItems'] as Readonly<Record<string, Call['body']>>[];
  return writes
    .flatMap((write) => Object.entries(write))
    .map(([kind, body]) => askedByOne({ ...call, operation: `${kind}Item`, body }));
}

/**
 * The same of a call that is one, with the resources of the stack as its template spells them. That a read with a projection
 * counts as one of SPECIFIC_ATTRIBUTES is assumed of DynamoDB.
 */
function askedByOne({ service, operation, body }: Call): Asked {
  const resource = resourceOf(service, body);
  // Who may send a message may send several at once. Source: Amazon SQS Developer Guide, "Amazon SQS API permissions".
  return {
    action: `${service}:${operation.replace(/^SendMessageBatch$/, 'SendMessage')}`,
    resource,
    keys: service === 'dynamodb' ? keysOf(operation, body) : {},
  };
}

function resourceOf(service: string, body: Call['body']): string {
  if (service === 'cloudformation')
    return 'arn:AWS::Partition:cloudformation:AWS::Region:AWS::AccountId:stack/AWS::StackName/*';
  if (service === 'sqs') return String(body['QueueUrl']).endsWith('-dead') ? 'DeadLetters.Arn' : 'Jobs.Arn';
  const [table] = Object.keys(Object(body['RequestItems']));
  const name = (body['TableName'] as Text) ?? table;
  const arn = name === 'clients' ? 'Clients.Arn' : name === 'ledger' ? 'Ledger.Arn' : `${service} *`;
  return body['IndexName'] === undefined ? arn : `${arn}/index/${body['IndexName']}`;
}

const EXPRESSIONS = ['ProjectionExpression', 'FilterExpression', 'ConditionExpression', 'UpdateExpression'];
const WORDS = /^(SET|REMOVE|AND|OR|NOT|IN|BETWEEN|attribute_exists|attribute_not_exists|begins_with)$/;

function keysOf(operation: string, body: Call['body']): Asked['keys'] {
  const names: Readonly<Record<string, string>> = Object(body['ExpressionAttributeNames']);
  const words = EXPRESSIONS.flatMap((expression) => String(body[expression] ?? '').match(/(?<!:)[#\w]+/g) ?? []);
  const items = [...Object.keys(Object(body['Key'])), ...Object.keys(Object(body['Item']))];
  const attributes = [
    ...new Set([...words.filter((word) => !WORDS.test(word)).map((word) => names[word] ?? word), ...items]),
  ];
  const { jobId, clientId } = Object(body['Key'] ?? body['Item']) as Record<string, { S?: string } | undefined>;
  const leading = jobId?.S ?? clientId?.S;
  const isRead = ['GetItem', 'Query', 'Scan'].includes(operation);
  const all = body['IndexName'] === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
  return {
    ...(attributes.length > 0 && { 'dynamodb:Attributes': attributes }),
    ...(leading !== undefined && { 'dynamodb:LeadingKeys': [leading] }),
    ...(isRead && { 'dynamodb:Select': [body['ProjectionExpression'] === undefined ? all : 'SPECIFIC_ATTRIBUTES'] }),
    ...(body['ReturnValues'] !== undefined && { 'dynamodb:ReturnValues': [String(body['ReturnValues'])] }),
  };
}
