import { describe, expect, it } from 'vitest';
import { type OperationName, operations, type Shape, shapes } from '../../../model/codepipeline/shapes.ts';
import { sendSigned, startPlane } from './start-plane.ts';

/** A value for one input member, and the constraint it must break, if any. */
interface Case {
  operation: OperationName;
  path: string;
  what: string;
  input: unknown;
  breaks: string | undefined;
}

const shapeOf = (name: string): Shape => {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`no shape ${name}`);
  return shape;
};

/** A value that the shape takes, with every member of a structure. */
function validValue(name: string): unknown {
  const { type, members = {}, enum: words, min = 1 } = shapeOf(name);
  if (type === 'structure')
    return Object.fromEntries(Object.entries(members).map(([key, to]) => [key, validValue(to)]));
  if (type === 'string') return words?.[0] ?? 'x'.repeat(min);
  return type === 'integer' ? min : 1_700_000_000;
}

/** Values just inside and just outside each limit of a shape. */
function* valuesFor({ type, min, max, pattern, enum: words }: Shape): Generator<[string, unknown, string | undefined]> {
  const what = type === 'integer' ? 'value' : 'length';
  const sized = (size: number) => (type === 'integer' ? size : 'x'.repeat(size));
  if (min !== undefined) {
    yield [`${what} ${min}`, sized(min), undefined];
    yield [`${what} ${min - 1}`, sized(min - 1), `have ${what} greater than or equal to ${min}`];
  }
  if (max !== undefined) {
    yield [`${what} ${max}`, sized(max), undefined];
    yield [`${what} ${max + 1}`, sized(max + 1), `have ${what} less than or equal to ${max}`];
    if (type === 'string' && pattern === undefined) yield [`${max} emoji`, '🙂'.repeat(max), undefined];
  }
  if (pattern !== undefined) yield ['a blank inside', 'a b', `satisfy regular expression pattern: ${pattern}`];
  if (pattern !== undefined) yield ['a line break at the end', 'a\n', `satisfy regular expression pattern: ${pattern}`];
  for (const word of words ?? []) yield [word, word, undefined];
  if (words !== undefined) yield ['another word', 'Other', `satisfy enum value set: [${words.join(', ')}]`];
}

function* casesOf(
  operation: OperationName,
  name: string,
  path: string[],
  wrap: (value: unknown) => object,
): Generator<Case> {
  const { members = {}, required = [] } = shapeOf(name);
  for (const [key, to] of Object.entries(members)) {
    const { [key]: _, ...others } = validValue(name) as Record<string, unknown>;
    const inside = (value: unknown) => wrap({ ...others, [key]: value });
    const at = [...path, key];
    const make = (what: string, value: unknown, breaks: string | undefined): Case => ({
      operation,
      path: at.join('.'),
      what,
      input: inside(value),
      breaks,
    });
    const missing = required.includes(key) ? 'not be null' : undefined;
    yield make('absence', undefined, missing);
    yield make('null', null, missing);
    for (const [what, value, breaks] of valuesFor(shapeOf(to))) yield make(what, value, breaks);
    if (shapeOf(to).type === 'structure') yield* casesOf(operation, to, at, inside);
  }
}

const cases = Object.entries(operations).flatMap(([name, { input }]) => [
  ...casesOf(name as OperationName, input, [], (value) => value as object),
]);

/** Wrong JSON types for every member. */
const wrongTypes: Readonly<Record<string, unknown[]>> = {
  structure: ['text', 1, true, []],
  string: [1, true, {}, []],
  integer: ['1', true, 1.5, 2 ** 31, {}],
  timestamp: ['2030-01-01T00:00:00Z', true, {}],
};

function* typeCasesOf(
  name: string,
  path: string[],
  wrap: (value: unknown) => object,
): Generator<{ path: string; input: object }> {
  for (const [key, to] of Object.entries(shapeOf(name).members ?? {})) {
    const inside = (value: unknown) => wrap({ ...(validValue(name) as object), [key]: value });
    const at = [...path, key];
    for (const value of wrongTypes[shapeOf(to).type] ?? []) yield { path: at.join('.'), input: inside(value) };
    if (shapeOf(to).type === 'structure') yield* typeCasesOf(to, at, inside);
  }
}

async function answerTo(url: string, operation: string, input: unknown): Promise<{ code: string; message: string }> {
  const response = await sendSigned(url, operation, JSON.stringify(input));
  const text = await response.text();
  const { __type: code = 'none', message = '' } = text === '' ? {} : JSON.parse(text);
  return { code, message };
}

describe.each(Object.keys(operations) as OperationName[])('%s', (operation) => {
  it('takes what is just inside each limit of the model and refuses what is just outside', async () => {
    const { url } = await startPlane();
    const own = cases.filter((candidate) => candidate.operation === operation);

    const answers = await Promise.all(
      own.map(async (one) => ({ ...one, answer: await answerTo(url, operation, one.input) })),
    );

    for (const { path, what, breaks, answer } of answers) {
      const label = `${path}: ${what}`;
      if (breaks === undefined) expect(answer.code, label).not.toBe('ValidationException');
      else {
        expect(answer.code, label).toBe('ValidationException');
        expect(answer.message, label).toContain(
          `Value at '${path}' failed to satisfy constraint: Member must ${breaks}`,
        );
      }
    }
    expect(own.length).toBeGreaterThan(5);
  });

  it('answers SerializationException for a value of another JSON type', async () => {
    const { url } = await startPlane();
    const own = [...typeCasesOf(operations[operation].input, [], (value) => value as object)];

    const answers = await Promise.all(
      own.map(async (one) => ({ ...one, answer: await answerTo(url, operation, one.input) })),
    );

    for (const { path, answer } of answers) {
      expect(answer.code, path).toBe('SerializationException');
      expect(answer.message, path).toContain(`'${path}'`);
    }
  });

  it('ignores members that the model does not have', async () => {
    const { url } = await startPlane();
    const input = validValue(operations[operation].input) as object;

    const answer = await answerTo(url, operation, { ...input, __type: 'x', unknownMember: [1] });

    expect(answer.code).toMatch(/^(JobNotFound|ActionTypeNotFound)Exception$/);
  });
});

describe('the message of a ValidationException', () => {
  it('counts and joins several violations in the form of the service', async () => {
    const { url } = await startPlane();

    const answer = await answerTo(url, 'PollForThirdPartyJobs', {
      actionTypeId: { category: 'Test', owner: 'Me', provider: 'a b' },
      maxBatchSize: 0,
    });

    expect(answer.message).toBe(
      '4 validation errors detected: ' +
        "Value at 'actionTypeId.owner' failed to satisfy constraint: Member must satisfy enum value set: [AWS, ThirdParty, Custom]; " +
        "Value at 'actionTypeId.provider' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9A-Za-z_-]+; " +
        "Value at 'actionTypeId.version' failed to satisfy constraint: Member must not be null; " +
        "Value at 'maxBatchSize' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  });

  it('shows nothing of what was sent', async () => {
    const { url } = await startPlane();
    const secret = 's3cr3t'.repeat(50);

    const answer = await answerTo(url, 'AcknowledgeThirdPartyJob', {
      jobId: secret,
      nonce: secret,
      clientToken: secret,
    });

    expect(answer.code).toBe('ValidationException');
    expect(answer.message).not.toContain('s3cr3t');
  });
});
