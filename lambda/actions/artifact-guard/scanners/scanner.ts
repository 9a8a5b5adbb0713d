import type { rules } from '@secretlint/secretlint-rule-preset-recommend';

/** A rule as secretlint runs it. */
export type Scanner = (typeof rules)[number];

/** A credential in a text: where its value begins and ends. */
export interface Found {
  start: number;
  end: number;
}

/** One kind of credential. */
interface Kind {
  /** The message of a finding. */
  message: string;
  find(text: string): Iterable<Found>;
}

/** The text in which a value was found, and where it starts there. */
interface Place {
  text: string;
  start: number;
}

/** The number of characters before and behind a value that are looked at to tell what it belongs to. */
const SURROUNDINGS = 300;

/** A scanner of these kinds. `name` is the first half of the names that its findings carry. */
export const scannerOf = (name: string, kinds: Readonly<Record<string, Kind>>): Scanner => ({
  messages: Object.fromEntries(Object.entries(kinds).map(([id, { message }]) => [id, { en: () => message }])),
  meta: {
    id: `@secretlint/secretlint-rule-${name}`,
    type: 'scanner',
    recommended: true,
    supportedContentTypes: ['text'],
  },
  create(context) {
    return {
      file({ content }) {
        for (const [messageId, { message, find }] of Object.entries(kinds)) {
          for (const { start, end } of find(content))
            context.report({ message: { message, messageId, data: {} }, range: [start, end] });
        }
      },
    };
  },
});

/**
 * Finds what the group `value` of a pattern matches.
 * @param pattern With the flags `g` and `d`.
 * @param isReal Tells a credential from what only looks like one.
 */
export const matching = (
  pattern: RegExp,
  isReal: (value: string, place: Place) => boolean = () => true,
): Kind['find'] =>
  function* find(text) {
    for (const match of text.matchAll(pattern)) {
      const value = match.groups?.['value'] ?? match[0];
      const [start, end] = match.indices?.groups?.['value'] ?? [match.index, match.index + match[0].length];
      if (isReal(value, { text, start })) yield { start, end };
    }
  };

/** The text around a value, on its own line. */
export function lineAround({ text, start }: Place): string {
  const before = text.slice(Math.max(0, start - SURROUNDINGS), start);
  const behind = text.slice(start, start + SURROUNDINGS);
  return `${before.slice(before.lastIndexOf('\n') + 1)}${behind.split('\n', 1)[0]}`;
}
