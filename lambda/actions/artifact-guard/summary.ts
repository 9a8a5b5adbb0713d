import { escapeMarkdown } from './escape.ts';
import type { Finding } from './finding.ts';
import { type NotScanned, reasonOf } from './not-scanned.ts';
import { countNotScanned, type Tally } from './tally.ts';
import { admitGaps, summarize } from './wording.ts';

/** The text of summary.md: what was scanned, a table of the findings, and a table of what was not scanned and why. */
export function writeSummary(tally: Tally): string {
  const findings = writeTable(['Level', 'Place', 'Rule', 'Message'], tally.findings.map(rowOfFinding));
  const notScanned = writeTable(['Path', 'Why'], tally.notScanned.map(rowOfNotScanned));
  return `${[
    '# Artifact-Guard',
    summarize(tally),
    findings,
    admitGaps(tally),
    notScanned && '## Not looked into',
    notScanned,
    admitMore(tally),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')}\n`;
}

function writeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const rowOfFinding = ({ level, path, line, rule, message }: Finding) => [
  level,
  escapeMarkdown(`${path}:${line}`),
  rule,
  message,
];

const rowOfNotScanned = (entry: NotScanned) => [escapeMarkdown(entry.path), reasonOf(entry)];

function admitMore(tally: Tally): string {
  const more = countNotScanned(tally) - tally.notScanned.length;
  return more === 0 ? '' : `${more.toLocaleString('en')} more were not looked into; manifest.json names all of them.`;
}
