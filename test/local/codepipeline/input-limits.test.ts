import { describe, expect, it } from 'vitest';
import { type OperationName, operations, type Shape, shapes } from '../../../model/codepipeline/shapes.ts';
import { sendSigned, startPlane } from './start-plane.ts';

/** A place in the input of an operation, and what makes a valid input but for what stands there. */
interface Place {
  shape: string;
  path: string;
  isRequired?: boolean;
  inputWith(value: unknown): object;
}

const shapeOf = (name: string): Shape => {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`no shape ${name}`);
  return shape;
};

/** One of these matches every pattern of an input. */
const samples = [
  'x',
  'ffffffff-0000-4000-8000-000000000000',
  'ThirdParty',
  '111122223333',
  'arn:aws:lambda:us-east-1:111122223333:function:f',
];

function validText({ min = 1, pattern, enum: words }: Shape): string {
  if (pattern === undefined) return words?.[0] ?? 'x'.repeat(min);
  const sample = samples.find((text) => new RegExp(`^(?:${pattern})$`).test(text));
  if (sample === undefined) throw new Error(`no sample for ${pattern}`);
  return sample;
}

/** A value that the shape takes, with every member of a structure. */
function validValue(name: string): unknown {
  const { type, members = {}, member = '', key = '', value = '', min = 1 } = shapeOf(name);
  switch (type) {
    case 'structure':
      return Object.fromEntries(Object.entries(members).map(([each, to]) => [each, validValue(to)]));
    case 'list':
      return [validValue(member)];
    case 'map':
      return { [validText(shapeOf(key))]: validValue(value) };
    case 'string':
      return validText(shapeOf(name));
    case 'boolean':
      return false;
    default:
      return type === 'integer' ? min : 1_700_000_000;
  }
}

/** Every place inside a place, at any depth. */
function* placesIn({ shape, path, inputWith }: Place): Generator<Place> {
  const { type, members = {}, required = [], member = '', key = '', value = '' } = shapeOf(shape);
  const inner: Place[] = [];
  if (type === 'structure') {
    const valid = validValue(shape) as object;
    for (const [name, to] of Object.entries(members)) {
      inner.push({
        shape: to,
        path: path === '' ? name : `${path}.${name}`,
        isRequired: required.includes(name),
        inputWith: (given) => inputWith({ ...valid, [name]: given }),
      });
    }
  } else if (type === 'list') {
    inner.push({ shape: member, path: `${path}.1.member`, inputWith: (given) => inputWith([given]) });
  } else if (type === 'map') {
    const name = validText(shapeOf(key));
    inner.push({ shape: value, path: `${path}.${name}`, inputWith: (given) => inputWith({ [name]: given }) });
  }
  for (const place of inner) {
    yield place;
    yield* placesIn(place);
  }
}

const placesOf = (operation: OperationName) => [
  ...placesIn({ shape: operations[operation].input, path: '', inputWith: (value) => value as object }),
];

/** Values just inside and just outside each limit of a shape, and what they must break. */
function* valuesFor(name: string): Generator<[string, unknown, string | undefined]> {
  const shape = shapeOf(name);
  const { type, min = 0, max, pattern, enum: words } = shape;
  const what = type === 'integer' ? 'value' : 'length';
  if (min > 0) {
    yield [`${what} ${min}`, sized(shape, min), undefined];
    yield [`${what} ${min - 1}`, sized(shape, min - 1), `have ${what} greater than or equal to ${min}`];
  }
  if (max !== undefined) {
    yield [`${what} ${max}`, sized(shape, max), undefined];
    yield [`${what} ${max + 1}`, sized(shape, max + 1), `have ${what} less than or equal to ${max}`];
    if (type === 'string' && pattern === undefined) yield [`${max} emoji`, '🙂'.repeat(max), undefined];
  }
  if (pattern !== undefined) {
    const breaks = `satisfy regular expression pattern: ${pattern}`;
    yield ['a blank inside', 'a b', breaks];
    yield ['a line break at the end', `${validText(shape)}\n`, breaks];
  }
  for (const word of words ?? []) yield [word, word, undefined];
  if (words !== undefined) yield ['another word', 'Other', `satisfy enum value set: [${words.join(', ')}]`];
}

/** A value of this length, or this number. */
function sized(shape: Shape, size: number): unknown {
  const { type, member = '', value = '' } = shape;
  if (type === 'integer') return size;
  if (type === 'list') return Array.from({ length: size }, () => validValue(member));
  if (type === 'map') return Object.fromEntries(Array.from({ length: size }, (_, i) => [`x${i}`, validValue(value)]));
  // A longer word of the same kind, wherever the pattern begins with fixed text.
  return validText({ ...shape, min: 1 })
    .padEnd(size, 'x')
    .slice(0, size === 0 ? 0 : undefined);
}

/** Wrong JSON types for every shape. */
const wrongTypes: Readonly<Record<string, unknown[]>> = {
  structure: ['text', 1, true, []],
  list: ['text', 1, true, {}],
  map: ['text', 1, true, []],
  string: [1, true, {}, []],
  boolean: ['true', 1, {}, []],
  integer: ['1', true, 1.5, 2 ** 31, {}],
  timestamp: ['2030-01-01T00:00:00Z', true, {}],
};

async function answerTo(url: string, operation: string, input: unknown): Promise<{ code: string; message: string }> {
  const response = await sendSigned(url, operation, JSON.stringify(input));
  const text = await response.text();
  const { __type: code = 'none', message = '' } = text === '' ? {} : JSON.parse(text);
  return { code, message };
}

describe.each(Object.keys(operations) as OperationName[])('%s', (operation) => {
  it('takes what is just inside each limit of the model and refuses what is just outside', async () => {
    const { url } = await startPlane();
    const tried: string[] = [];
    const look = async ({ path, inputWith }: Place, what: string, value: unknown, breaks: string | undefined) => {
      const { code, message } = await answerTo(url, operation, inputWith(value));
      const label = `${path}: ${what}`;
      tried.push(label);
      // A rule beyond the model may still refuse a combination of values.
      if (breaks === undefined) expect(message, label).not.toContain('failed to satisfy constraint');
      else {
        expect(code, label).toBe('ValidationException');
        expect(message, label).toContain(`Value at '${path}' failed to satisfy constraint: Member must ${breaks}`);
      }
    };

    for (const place of placesOf(operation)) {
      if (place.isRequired !== undefined) {
        const missing = place.isRequired ? 'not be null' : undefined;
        await look(place, 'absence', undefined, missing);
        await look(place, 'null', null, missing);
      }
      for (const [what, value, breaks] of valuesFor(place.shape)) await look(place, what, value, breaks);
    }

    expect(tried.length).toBeGreaterThan(3);
  });

  it('answers SerializationException for a value of another JSON type', async () => {
    const { url } = await startPlane();

    for (const { shape, path, inputWith } of placesOf(operation)) {
      for (const value of wrongTypes[shapeOf(shape).type] ?? []) {
        const answer = await answerTo(url, operation, inputWith(value));

        expect(answer.code, path).toBe('SerializationException');
        expect(answer.message, path).toContain(`'${path}'`);
      }
    }
  });

  it('ignores members that the model does not have', async () => {
    const [plain, other] = [await startPlane(), await startPlane()];
    const input = validValue(operations[operation].input) as object;

    const answer = await answerTo(plain.url, operation, input);
    const answerToMore = await answerTo(other.url, operation, { ...input, __type: 'x', unknownMember: [1] });

    expect(answer.code).not.toBe('SerializationException');
    expect(answerToMore).toEqual(answer);
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
