import { asJson } from '../../events/call-subject.ts';

/** The most findings that the page gets. */
export const MAX_FINDINGS = 10_000;
/** The longest text that is shown, in characters. */
const MAX_TEXT = 500;
/** How many characters of a text are read: more than are shown, so that a secret is found that begins within these. */
const MAX_READ = 16_000;

/** A result of a SARIF report (OASIS, "Static Analysis Results Interchange Format 2.1.0") as a row of a table. */
export interface FindingView {
  level: string;
  rule: string;
  message: string;
  file: string;
  /** 0 when the report names none. */
  line: number;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The results of a SARIF report, up to a bound; none for a text that is not one.
 * @param redact Hides what is secret about the job, in each text before it is cut: half of a secret is not known.
 */
export function readFindings(report: string, redact: (text: string) => string): FindingView[] {
  const show = (value: unknown) => redact(textOf(value).slice(0, MAX_READ)).slice(0, MAX_TEXT);
  let parsed: unknown;
  try {
    parsed = JSON.parse(report);
  } catch {
    return [];
  }
  const results = listOf(asJson(parsed)['runs']).flatMap((run) => listOf(asJson(run)['results']));
  return results.slice(0, MAX_FINDINGS).map((result) => {
    const { level, ruleId, message, locations } = asJson(result);
    const place = asJson(asJson(listOf(locations)[0])['physicalLocation']);
    const line = Number(asJson(place['region'])['startLine']);
    return {
      // In SARIF, a missing level means "warning".
      level: show(level) || 'warning',
      rule: show(ruleId),
      message: show(asJson(message)['text']),
      file: show(asJson(place['artifactLocation'])['uri']),
      line: Number.isInteger(line) ? line : 0,
    };
  });
}
