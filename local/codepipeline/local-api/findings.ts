import { asJson } from '../../events/call-subject.ts';

/** Findings that the page is told of. */
const MAX_FINDINGS = 10_000;
/** In characters. */
const MAX_MESSAGE = 500;

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

/** The results of a SARIF report, up to a bound; none for a text that is not one. */
export function readFindings(report: string): FindingView[] {
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
      // "warning" is what SARIF takes a missing level for.
      level: textOf(level) || 'warning',
      rule: textOf(ruleId),
      message: textOf(asJson(message)['text']).slice(0, MAX_MESSAGE),
      file: textOf(asJson(place['artifactLocation'])['uri']),
      line: Number.isInteger(line) ? line : 0,
    };
  });
}
