const later = (work: () => void) => void setImmediate(work);
const thrown = (value: unknown) =>
  later(() => {
    throw value;
  });

/** Every way in which what nobody catches ends a process, with a secret in it. */
export const crashes: Readonly<Record<string, (secret: string) => void>> = {
  'a thrown error': (secret) => thrown(new Error(`no entry with ${secret}`)),
  'a thrown object': (secret) => thrown({ request: { secret } }),
  'a rejected error': (secret) => void Promise.reject(new TypeError(`no entry with ${secret}`)),
  'a rejected text': (secret) => void Promise.reject(`no entry with ${secret}`),
  'a thrown text': (secret) => thrown(`no entry with ${secret}`),
  'the cause of an error': (secret) =>
    thrown(new Error('no entry', { cause: new Error('why', { cause: { secret } }) })),
  'what hangs on an error': (secret) => thrown(Object.assign(new Error('no entry'), { request: { secret } })),
  'errors in an error': (secret) => thrown(new AggregateError([new Error(secret)], 'no entry')),
  'a frozen error': (secret) => thrown(Object.freeze(new Error(`no entry with ${secret}`))),
  'a DOMException': (secret) => thrown(new DOMException(`no entry with ${secret}`)),
};
