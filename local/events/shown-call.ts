import { MASK } from '../../model/redaction/mask.ts';
import { type Json, parseObject } from './call-subject.ts';

/** The longest JSON text that is shown, in characters. */
const MAX_SHOWN = 4_000;

/** Members of requests and answers that are never shown, whatever they hold. */
const SECRET_MEMBERS = new Set([
  'clientToken',
  'continuationToken',
  'nonce',
  'artifactCredentials',
  'accessKeyId',
  'secretAccessKey',
  'sessionToken',
  'sealedToken',
  'spilled',
]);
/** Members that are long and tell a person nothing. */
const OPAQUE_MEMBERS = new Set(['ReceiptHandle', 'MD5OfBody', 'MD5OfMessageBody', 'SenderId']);

/**
 * A JSON text as it may be shown: secret members and secret properties of the configuration are `***`.
 * @param redact Hides what is secret by its value, in what is then cut.
 */
export function showJson(text: string, secrets: readonly string[], redact: (text: string) => string): string {
  if (text === '') return '';
  const shown = JSON.stringify(hide(parseObject(text), secrets));
  return cut(redact(shown));
}

export const cut = (text: string) => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

function hide(value: unknown, secrets: readonly string[], within = ''): unknown {
  if (Array.isArray(value)) return value.map((part) => hide(part, secrets, within));
  // In DynamoDB, a value with parts is JSON in a text.
  if (typeof value === 'string' && value.startsWith('{')) return hideInText(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as Json).map(([name, part]) => {
    if (SECRET_MEMBERS.has(name) || (within === 'configuration' && secrets.includes(name))) return [name, MASK];
    return [name, OPAQUE_MEMBERS.has(name) ? '…' : hide(part, secrets, name)];
  });
  return Object.fromEntries(members);
}

function hideInText(text: string, secrets: readonly string[]): string {
  const parsed = parseObject(text);
  return Object.keys(parsed).length === 0 ? text : JSON.stringify(hide(parsed, secrets));
}
