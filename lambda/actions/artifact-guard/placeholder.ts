/** What a reader has to replace: `<password>`, `${PASSWORD}`, `{{password}}`, `%PASSWORD%`, `...`. */
const TEMPLATE = /^<.*>$|^\[.*\]$|^\{.*\}$|^%\w+%$|^[$@]\w+$|\$\{|\$\(|\{\{|#\{|<%|^%[sdv@]$|\*{3}|\.{3}|…/;

/** A whole password that says what it is. */
const WORD =
  /^(?:your|my|the|db|database|user)?[-_]?(?:pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|secret|access)?[-_]?key|credentials?)[-_]?(?:here|value)?$|^(?:admin|root|guest|user(?:name)?)$|^your/i;

/** Words that stand in no real credential. */
const SAYS_SO =
  /example|placeholder|change[-_]?(?:me|it)|replace[-_]?(?:me|with|this)|redacted|dummy|your[-_]|insert[-_]|x{6}|fake[-_]/i;

/** Hosts that belong to nobody (RFC 2606, RFC 6761) and are used in documentation. */
const RESERVED_HOST = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid)$/i;

/** User and password inside a URL, and the host behind them. */
const IN_URL = /^(?:jdbc:)?[a-z][a-z\d+.-]*:\/\/([^:@/\s]*):([^@\s]*)@(\[[^\]]*\]|[^\s/:?#"',]*)/i;

/** In characters. A longer text, such as a key in many lines, is not compared as a whole. */
const MAX_TEMPLATE = 100;

/** Whether what a scanner found is a placeholder, as documentation and templates have it, and not a credential. */
export function isPlaceholder(found: string): boolean {
  const [, user, password, host = ''] = IN_URL.exec(found) ?? [];
  if (password !== undefined) return password === user || RESERVED_HOST.test(host) || standsIn(password);
  if (found.length <= MAX_TEMPLATE && TEMPLATE.test(found)) return true;
  const value = /[^\s"'=:,]*$/.exec(found.trimEnd())?.[0] ?? '';
  return value !== '' && standsIn(value);
}

const standsIn = (value: string) =>
  TEMPLATE.test(value) || WORD.test(value) || SAYS_SO.test(value) || isMonotonous(value);

/** Whether the end of a value repeats one or two characters. */
const isMonotonous = (value: string) => value.length >= 3 && new Set(value.slice(-12).toLowerCase()).size <= 2;
