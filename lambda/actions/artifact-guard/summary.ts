import type { Finding } from './finding.ts';
import type { Tally } from './tally.ts';
import { admitGaps, summarize } from './wording.ts';

/** The text of summary.md: what was scanned, and a table of the findings. */
export function writeSummary(tally: Tally): string {
  const table =
    tally.findings.length === 0
      ? []
      : ['| Level | Place | Rule | Message |', '| --- | --- | --- | --- |', ...tally.findings.map(rowOf)];
  return `${['# Artifact-Guard', summarize(tally), table.join('\n'), admitGaps(tally)]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')}\n`;
}

const rowOf = ({ level, path, line, rule, message }: Finding) =>
  `| ${level} | ${escapeMarkdown(`${path}:${line}`)} | ${rule} | ${message} |`;

/** A path is chosen by whoever made the artifact and must not become markup. */
const escapeMarkdown = (text: string) =>
  text.replace(/[\\`*_{}[\]()#+!|<>&~]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\p{Cc}/gu, ' ');
