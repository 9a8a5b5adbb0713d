import { createFragmentFinder, MIN_FRAGMENT, type Report } from './fragments.ts';
import { MASK, MIN_SECRET } from './mask.ts';
import { numberViewsOf } from './number-views.ts';
import { formsOf, type SecretForms } from './secret-forms.ts';
import { type View, viewsOf } from './text-views.ts';

/** A shorter value that is found only where lines are joined is there by chance. */
const MIN_JOINED = 8;

/** Rewrites text so that no value that was added can be read in it. Each invocation has its own. */
export interface Redactor {
  /**
   * Hides a value from now on that has four characters or more, blanks at its ends not counted: as it is, trimmed, escaped
   * for JSON, a URL, HTML or a program, in base64 and in hexadecimal (of UTF-8 and UTF-16), as the numbers of its bytes, broken by
   * white space, colours or into the letters of a list, and each piece of 16 characters or more.
   */
  add(value: string | undefined): void;
  /** Takes one `add` of this value back: it turned out to be public. */
  forget(value: string): void;
  redact(text: string): string;
  /** Whether the text holds the whole of a value that has at least this number of characters (4 when left out), in any of its forms. */
  exposes(text: string, minLength?: number): boolean;
}

/** The place of a secret in a text: from `start` up to `end`. */
interface Span {
  start: number;
  end: number;
}

type Finder = (text: string, report: Report) => void;

export function createRedactor(): Redactor {
  const added: { value: string; forms: SecretForms }[] = [];
  let finder: Finder | undefined;

  const find = (text: string) => {
    if (added.length === 0) return [];
    finder ??= createFinder(added.flatMap(({ forms }) => [...forms.whole, ...forms.parts]));
    return findIn(text, finder);
  };
  return {
    add(value) {
      if (value === undefined || value.trim().length < MIN_SECRET) return;
      added.push({ value, forms: formsOf(value) });
      finder = undefined;
    },
    forget(value) {
      const index = added.findIndex((one) => one.value === value);
      if (index >= 0) added.splice(index, 1);
      finder = undefined;
    },
    redact: (text) => mask(text, find(text)),
    exposes(text, minLength = MIN_SECRET) {
      const forms = added.filter(({ value }) => value.trim().length >= minLength).flatMap(({ forms }) => forms.whole);
      const views = [...viewsOf(text), ...numberViewsOf(text)];
      return forms.some((form) => views.some((view) => view.text.includes(form)));
    },
  };
}

/** Short forms are looked for one by one; of a long form, each fragment counts. */
function createFinder(forms: readonly string[]): Finder {
  const distinct = [...new Set(forms)];
  const short = distinct.filter((form) => form.length < MIN_FRAGMENT).sort((a, b) => b.length - a.length);
  const pattern = short.length > 0 ? new RegExp(short.map(escapeForRegExp).join('|'), 'g') : undefined;
  const findFragments = createFragmentFinder(distinct.filter((form) => form.length >= MIN_FRAGMENT));
  return (text, report) => {
    if (pattern) for (const { 0: match, index } of text.matchAll(pattern)) report(index, index + match.length);
    findFragments(text, report);
  };
}

const escapeForRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function findIn(text: string, finder: Finder): Span[] {
  const spans: Span[] = [];
  const look = (view: View) =>
    finder(view.text, (from, to) => {
      if (view.joined && to - from < MIN_JOINED) return;
      const [start, end] = view.sourceOf(from, to);
      spans.push({ start, end });
    });
  for (const view of viewsOf(text)) look(view);
  for (const view of numberViewsOf(text)) look(view);
  return spans.length > 1 ? merge(spans) : spans;
}

function merge(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push(span);
  }
  return merged;
}

function mask(text: string, spans: readonly Span[]): string {
  let shown = '';
  let from = 0;
  for (const { start, end } of spans) {
    shown += text.slice(from, start) + MASK;
    from = end;
  }
  return from === 0 ? text : shown + text.slice(from);
}
