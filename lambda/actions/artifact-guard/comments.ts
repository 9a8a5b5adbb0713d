/** Secretlint's comments, up to the end of their line. */
const COMMENT = /secretlint-(?<type>disable-next-line|disable-line|disable|enable)(?![\w-])(?<names>[^\n]*)/g;

/** Where in a text findings of these rules are excused; of all rules when none is named. */
interface Stretch {
  start: number;
  end: number;
  rules: readonly string[];
}

/** Whether a comment excuses a finding of this rule that starts here. */
type IsExcused = (rule: string, at: number) => boolean;

/**
 * Reads the comments by which an author excuses a finding: on their line, on the next, or between a `disable` and its
 * `enable`. A `disable` without an end has no effect: one line could switch off the scan of a whole file.
 */
export function readComments(text: string): IsExcused {
  const stretches: Stretch[] = [];
  let open: Omit<Stretch, 'end'> | undefined;
  for (const { index: at, groups } of text.matchAll(COMMENT)) {
    const rules = readNames(groups?.['names'] ?? '');
    const lineEnd = endOfLine(text, at);
    switch (groups?.['type']) {
      case 'disable-line':
        stretches.push({ start: text.lastIndexOf('\n', at) + 1, end: lineEnd, rules });
        break;
      case 'disable-next-line':
        stretches.push({ start: lineEnd, end: endOfLine(text, lineEnd + 1), rules });
        break;
      case 'disable':
        open ??= { start: at, rules };
        break;
      default:
        if (open) stretches.push({ ...open, end: at });
        open = undefined;
    }
  }
  return (rule, at) =>
    stretches.some(({ start, end, rules }) => start <= at && at < end && (rules.length === 0 || isAmong(rules, rule)));
}

/** A rule goes by its own name, by that of its scanner, and by secretlint's name of that. */
function isAmong(names: readonly string[], rule: string): boolean {
  const scanner = rule.slice(0, rule.indexOf('/'));
  return [rule, scanner, `@secretlint/secretlint-rule-${scanner}`].some((name) => names.includes(name));
}

/** Separated by commas, up to a reason behind `--` or the end of the comment. */
const readNames = (text: string) =>
  (text.split(/--|\*\//, 1)[0] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
