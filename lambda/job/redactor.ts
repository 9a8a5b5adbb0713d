/** Shorter values cannot be hidden in text without hiding everything else with them. */
const SHORTEST_SECRET = 4;
/** A fragment shorter than this would hit innocent text. */
const SHORTEST_FRAGMENT = 6;
const MASK = '***';

/** Rewrites text so that no value it was told of can be read in it. One serves one invocation. */
export interface Redactor {
  /** Hides a value from now on, in plain, JSON-escaped, URL-encoded, hexadecimal and base64 form. */
  add(value: string | undefined): void;
  /** Takes one `add` of this value back: it turned out to be public. */
  forget(value: string): void;
  redact(text: string): string;
  /** Whether the text holds a value that `redact` would hide. */
  exposes(text: string): boolean;
}

export function createRedactor(): Redactor {
  const added: string[] = [];
  let needles: string[] = [];
  // Longest first, so that a form is hidden whole and not around a shorter one inside it.
  const rebuild = () => {
    needles = [...new Set(added.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  };
  const redact = (text: string) => needles.reduce((rest, needle) => rest.replaceAll(needle, MASK), text);
  return {
    add(value) {
      if (value === undefined || value.length < SHORTEST_SECRET) return;
      added.push(value);
      rebuild();
    },
    forget(value) {
      const index = added.indexOf(value);
      if (index >= 0) added.splice(index, 1);
      rebuild();
    },
    redact,
    exposes: (text) => needles.some((needle) => text.includes(needle)),
  };
}

function formsOf(value: string): string[] {
  const escaped = escapeForJson(value);
  const hex = Buffer.from(value).toString('hex');
  return [
    value,
    escaped,
    escapeForJson(escaped),
    ...urlFormsOf(value.toWellFormed()),
    hex,
    hex.toUpperCase(),
    ...base64FormsOf(value),
  ];
}

/** As a URL component, as RFC 3986 wants it at its strictest, and as a form; the digits of each in upper and lower case. */
function urlFormsOf(value: string): string[] {
  const component = encodeURIComponent(value);
  const strict = component.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ '': value }).toString().slice(1);
  return [component, strict, form].flatMap((text) => [
    text,
    text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ]);
}

const escapeForJson = (value: string) => JSON.stringify(value).slice(1, -1);

/** Inside a longer base64 text a value shows in one of three shifts; the characters it shares with its neighbours are left off. */
function base64FormsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const sharedAtEnd = (shift + bytes.length) % 3 === 0 ? 0 : 1;
    return text.slice(shift === 0 ? 0 : shift + 1, text.length - sharedAtEnd);
  });
  const standard = [bytes.toString('base64'), ...shifted.filter((form) => form.length >= SHORTEST_FRAGMENT)];
  const urlSafe = standard.map((form) => form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  return [...standard, ...urlSafe];
}
