import fc from 'fast-check';

/** Values that make trouble as soon as somebody looks at them. Each is made anew. */
export const hostile: Record<string, () => unknown> = {
  'a revoked proxy'() {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a proxy whose every trap throws': () =>
    new Proxy({}, new Proxy({}, { get: () => throwing }) as ProxyHandler<Record<string, never>>),
  'an object with a getter that throws': () => withGetter({}, 'kind'),
  'an error whose message throws': () => withGetter(new Error('x'), 'message'),
  'an error whose stack throws': () => withGetter(new Error('x'), 'stack'),
  'an error whose name throws': () => withGetter(new Error('x'), 'name'),
  'an error whose cause throws': () => withGetter(new Error('x'), 'cause'),
  'an error that is its own cause': () => {
    const error = new Error('circle');
    error.cause = error;
    return Object.freeze(error);
  },
  'an object whose toJSON throws': () => ({ toJSON: throwing }),
  'an object whose toString throws': () => ({ toString: throwing, [Symbol.toPrimitive]: throwing }),
  'an object without a prototype': () => Object.create(null),
  'a symbol': () => Symbol('s'),
  'a function': () => () => 'x',
  'a bigint': () => 1n,
  'an invalid date': () => new Date(Number.NaN),
  'a text': () => 'boom',
  null: () => null,
  undefined: () => undefined,
};

function throwing(): never {
  throw new Error('do not touch');
}

const withGetter = (object: object, name: string) => Object.defineProperty(object, name, { get: throwing });

/** Stands for a hostile value while fast-check, which looks at all that it makes, has it in hand. */
const mark = (name: string) => `hostile: ${name}`;

/** Anything that JavaScript has, with marks of hostile values in its midst: see `unmarked`. */
export const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  values: [
    ...[fc.string(), fc.double(), fc.bigInt(), fc.boolean(), fc.constantFrom(null, undefined)],
    fc.constantFrom(...Object.keys(hostile).map(mark)),
  ],
});

/** The value with what its marks stand for. */
export function unmarked(value: unknown): unknown {
  if (typeof value === 'string') {
    const make = hostile[value.slice(mark('').length)];
    return make && value.startsWith(mark('')) ? make() : value;
  }
  if (Array.isArray(value)) return value.map(unmarked);
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unmarked(part)])) : value;
}
