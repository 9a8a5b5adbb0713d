import { generateKeyPairSync } from 'node:crypto';
import { format, inspect } from 'node:util';

/** Made for each run, so that no scanner finds a key in this repository. */
export const pem: string = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

/** Of one kind each: a token, a key in lines, a long text, one that was pasted badly, a URL, other signs than ASCII. */
export const secrets = {
  token: 'tok-9f8e7d6c5b4a3210',
  pem,
  long: Array.from({ length: 3000 }, (_, index) => `${index.toString(36)}-`).join(''),
  pasted: '  padded-secret-4711 \n',
  url: 'https://hooks.example.com/services/T00/B00/XXXXSECRET',
  quotes: `it's "q" \`b\` pass-word`,
  signs: 'pässwörd-секрет-%41\\n',
} as const;

const bytesOf = (secret: string) => Buffer.from(secret.trim().padEnd(Math.ceil(secret.trim().length / 8) * 8));
const inLines = (text: string, columns: number) => text.match(new RegExp(`.{1,${columns}}`, 'gs'))?.join('\n') ?? '';

class Holder {
  readonly held: string;
  constructor(held: string) {
    this.held = held;
  }
}

/** What a program may print a secret as, each one argument of `console.log`. */
export const shapes: Readonly<Record<string, (secret: string) => unknown>> = {
  text: (secret) => `Bearer ${secret.trim()}!`,
  JSON: (secret) => JSON.stringify({ secret }),
  'JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ secret })),
  'JSON in an object': (secret) => ({ body: JSON.stringify({ secret }) }),
  'JSON in ASCII': (secret) =>
    JSON.stringify(secret).replace(
      /[\u0080-\uffff]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  'code points': (secret) =>
    Array.from(secret, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'percent codes': (secret) => Buffer.from(secret).toString('hex').replace(/../g, '%$&'),
  'a URL': (secret) => new URL(`https://example.com/?q=${encodeURIComponent(secret)}`),
  'search parameters': (secret) => new URLSearchParams({ secret }),
  headers: (secret) => new Headers({ authorization: Buffer.from(secret).toString('base64') }),
  HTML: (secret) => secret.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
  'an object': (secret) => ({ deep: { secret } }),
  'a name': (secret) => ({ [secret]: 1 }),
  'a list': (secret) => [secret, [secret]],
  lines: (secret) => secret.split('\n'),
  'a map': (secret) => new Map([[secret, { secret }]]),
  'a set': (secret) => new Set([secret]),
  'an instance': (secret) => new Holder(secret),
  'an error': (secret) => new Error(secret),
  'the cause of an error': (secret) => new Error('failed', { cause: { secret } }),
  'errors in an error': (secret) => new AggregateError([new Error(secret), { secret }], 'all failed'),
  'what hangs on an error': (secret) => Object.assign(new Error('failed'), { request: { secret } }),
  'an error without a stack': (secret) => Object.assign(new Error(secret), { stack: undefined }),
  letters: (secret) => [...secret.trim()],
  'a text that was spread': (secret) => ({ ...Array.from(secret.trim()) }),
  'a text that was spread, as JSON': (secret) => JSON.stringify({ ...Array.from(secret.trim()) }),
  colours: (secret) => Array.from(secret.trim(), (sign) => `\u001b[1;31m${sign}\u001b[0m`).join(''),
  symbol: (secret) => Symbol(secret),
  function: (secret) => Object.defineProperty(() => {}, 'name', { value: secret }),
  'a Buffer': (secret) => Buffer.from(secret),
  'a Buffer in an object': (secret) => ({ body: Buffer.from(`{"key":"${secret}"}`) }),
  'a Buffer as JSON': (secret) => JSON.stringify(Buffer.from(secret)),
  'an ArrayBuffer': (secret) => new Uint8Array(bytesOf(secret)).buffer,
  'a DataView': (secret) => new DataView(new Uint8Array(bytesOf(secret)).buffer),
  Uint8Array: (secret) => new Uint8Array(bytesOf(secret)),
  'Uint8Array as JSON': (secret) => JSON.stringify(new Uint8Array(bytesOf(secret))),
  Int8Array: (secret) => new Int8Array(new Uint8Array(bytesOf(secret)).buffer),
  Uint16Array: (secret) => new Uint16Array(new Uint8Array(bytesOf(secret)).buffer),
  Int32Array: (secret) => new Int32Array(new Uint8Array(bytesOf(secret)).buffer),
  Float32Array: (secret) => new Float32Array(new Uint8Array(bytesOf(secret)).buffer),
  Float64Array: (secret) => new Float64Array(new Uint8Array(bytesOf(secret)).buffer),
  BigUint64Array: (secret) => new BigUint64Array(new Uint8Array(bytesOf(secret)).buffer),
  'character codes': (secret) => Array.from(secret.trim(), (sign) => sign.charCodeAt(0)),
  hexadecimal: (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'hexadecimal with colons': (secret) => Buffer.from(secret).toString('hex').match(/../g)?.join(':'),
  'hexadecimal in lines': (secret) => inLines(Buffer.from(secret).toString('hex'), 32).replace(/../g, '$& '),
  base64: (secret) => Buffer.from(`user:${secret}`).toString('base64'),
  'base64 of UTF-16': (secret) => Buffer.from(`user:${secret}`, 'utf16le').toString('base64'),
  'base64 in lines of 76': (secret) => inLines(Buffer.from(`${'x'.repeat(50)}${secret}`).toString('base64'), 76),
  'base64 in lines of 64, in JSON': (secret) =>
    JSON.stringify(inLines(Buffer.from(`${'x'.repeat(41)}${secret}`).toString('base64'), 64)),
  'a broken line': (secret) => inLines(secret.trim(), 12),
  'a cut text': (secret) => secret.trim().slice(0, Math.max(18, secret.length / 2)),
};

/** How to read a secret back out of what was printed, whoever tries hard enough. */
const readings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll(/\\u([\da-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
  (text) => text.replaceAll(/(?:%[\da-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll('%', ''), 'hex').toString()),
  (text) => text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
  (text) => text.replaceAll(/\\(.)/g, (_, sign) => ({ n: '\n' })[sign as 'n'] ?? sign),
  (text) => text.replaceAll(/\s+|['"`]\s*[+,]\s*['"`]/g, ''),
  (text) => text.replaceAll('\0', ''),
  (text) => text.replaceAll(/(?:\p{Cc}|\\u001b|\\x1b)\[[\d;]*m/giu, ''),
  (text) => text.replaceAll(/['"]?\s*,\s*(?:['"]?\d+['"]?:\s*)?['"]/g, ''),
  (text) =>
    Array.from(text.match(/[\w+/=]{8,}/g) ?? [], (run) => Buffer.from(run, 'base64').toString('utf16le')).join(' '),
  (text) => Buffer.from(text.replaceAll(/[^\da-f]/gi, ''), 'hex').toString(),
  (text) => Buffer.from(text.replaceAll(/[^\da-f]/gi, '').slice(1), 'hex').toString(),
  (text) =>
    (text.match(/[\w+/=-]{8,}(?:(?:\s|\\n)+[\w+/=-]+)*/g) ?? [])
      .map((run) => Buffer.from(run.replaceAll('\\n', ''), 'base64').toString())
      .join(' '),
  (text) =>
    numbersIn(text)
      .map((number) => String.fromCharCode(Number(number)))
      .join(''),
  ...[Uint16Array, Int32Array, Float32Array, Float64Array].map(
    (Kind) => (text: string) => Buffer.from(Kind.from(numbersIn(text).map(Number)).buffer).toString(),
  ),
  (text) =>
    Buffer.from(
      BigUint64Array.from(
        numbersIn(text)
          .filter((one) => /^\d{1,20}$/.test(one))
          .map(BigInt),
      ).buffer,
    ).toString(),
];

const numbersIn = (text: string) =>
  text.replaceAll(/["']?\d+["']?:/g, '').match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g) ?? [];

/** A piece that is shorter opens nothing. */
const PIECE = 16;
const BLOCK = 8;
/** In every run of PIECE characters, one block starts at a multiple of this. */
const STRIDE = PIECE - BLOCK + 1;

/** The pieces of a secret that can be read from what was printed. */
export function readable(printed: string, secret: string): string[] {
  const known = [secret.trim(), secret.replaceAll(/\s+/g, '')];
  const blocks = blocksOf(secret, known);
  return readingsOf(printed).flatMap((text) => {
    const found: string[] = [];
    for (let at = 0; at + BLOCK <= text.length; at += STRIDE) {
      if (!blocks.has(text.slice(at, at + BLOCK))) continue;
      for (let from = Math.max(0, at - STRIDE); from <= at; from++) {
        const piece = text.slice(from, from + PIECE);
        if (piece.length === PIECE && known.some((one) => one.includes(piece))) found.push(piece);
      }
    }
    return found;
  });
}

let latest: { readonly printed: string; readonly texts: readonly string[] } = { printed: '', texts: [] };

/** The same text is searched for one secret after the other, and to read it takes longer than to search it. */
function readingsOf(printed: string): readonly string[] {
  if (latest.printed !== printed) latest = { printed, texts: readings.map((read) => read(printed)) };
  return latest.texts;
}

const blocksBySecret = new Map<string, Set<string>>();

function blocksOf(secret: string, known: readonly string[]): Set<string> {
  const blocks = blocksBySecret.get(secret) ?? new Set<string>();
  blocksBySecret.set(secret, blocks);
  if (blocks.size > 0) return blocks;
  for (const text of known) for (let at = 0; at + BLOCK <= text.length; at++) blocks.add(text.slice(at, at + BLOCK));
  return blocks;
}

/** As `console.log` prints it, and with every property that inspect can show. */
export const printings: readonly ((value: unknown) => string)[] = [
  (value) => format(value),
  (value) => format('%o', value),
  (value) => format('%j', typeof value === 'symbol' || value instanceof BigUint64Array ? String(value) : value),
  (value) => inspect(value, { depth: null, compact: false, breakLength: 40, showHidden: true }),
  (value) => inspect(value, { depth: null, breakLength: Number.POSITIVE_INFINITY }),
];
