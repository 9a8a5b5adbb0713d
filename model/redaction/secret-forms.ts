import { MIN_SECRET } from './mask.ts';
import { unescapeFully, withoutGaps } from './text-views.ts';

/** A part of a secret that is shorter than this, or of its base64, would hit innocent text. */
const MIN_PART = 8;
const MIN_BASE64 = 6;

/** The texts by which a secret is known. Escaped and broken forms are not among them: `viewsOf` undoes those. */
export interface SecretForms {
  /** Each gives the whole value away. */
  readonly whole: readonly string[];
  /** Each gives a part of it away: one line, or what is secret in a URL. */
  readonly parts: readonly string[];
}

export function formsOf(value: string): SecretForms {
  const trimmed = value.trim();
  const plain = unique([
    value,
    trimmed,
    trimmed.replaceAll('\r\n', '\n'),
    trimmed.toWellFormed(),
    withoutGaps(trimmed),
    // As HTML forms send it: blanks are not percent codes.
    trimmed.replaceAll(' ', '+'),
    unescapeFully(trimmed),
    unescapeFully(trimmed).replaceAll(' ', '+'),
    withoutGaps(unescapeFully(trimmed)),
    // As a view of bytes has it: one character for each byte.
    Buffer.from(trimmed).toString('latin1'),
  ]).filter((form) => form.length >= MIN_SECRET);
  // In UTF-16 as PowerShell encodes it.
  const bytes = unique([value, trimmed]).flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]);
  const encoded = bytes.flatMap((one) => {
    const hex = one.toString('hex');
    return [hex, hex.toUpperCase(), ...base64FormsOf(one)];
  });
  return {
    whole: unique([...plain, ...encoded]).filter((form) => form.length >= MIN_SECRET),
    parts: [...linesOf(trimmed), ...secretPartsOf(trimmed)],
  };
}

const unique = (texts: readonly string[]) => [...new Set(texts)];

const linesOf = (value: string) =>
  value.includes('\n')
    ? value
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length >= MIN_PART)
    : [];

/** The host of a secret URL is public; everything else may give access. */
function secretPartsOf(value: string): string[] {
  const url = URL.parse(value);
  if (!url?.host) return [];
  const { pathname, search, hash, username, password } = url;
  const long = [pathname, search, hash, ...pathname.split('/')].filter((part) => part.length >= MIN_PART);
  return [...long, username, password]
    .map((part) => unescapeFully(part.replace(/^[/?#]/, '')))
    .filter((part) => part.length >= MIN_SECRET);
}

/** Inside a longer base64 text a value has one of three shifts; the characters that it shares with its neighbours are left off. */
function base64FormsOf(bytes: Buffer): string[] {
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const sharedAtEnd = (shift + bytes.length) % 3 === 0 ? 0 : 1;
    return text.slice(shift === 0 ? 0 : shift + 1, text.length - sharedAtEnd);
  });
  const standard = [bytes.toString('base64'), ...shifted.filter((form) => form.length >= MIN_BASE64)];
  const urlSafe = standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  return [...standard, ...urlSafe];
}
