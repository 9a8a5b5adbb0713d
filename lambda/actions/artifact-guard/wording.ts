import { escapeLine } from '../../index.ts';
import type { Finding, Level } from './finding.ts';
import { leftOut, type Tally } from './tally.ts';

const MAX_PLACES = 5;

/** Where a finding is: `src/a.ts:3 (github/GITHUB_TOKEN)`. */
const placeOf = ({ path, line, rule }: Finding) => `${escapeLine(path)}:${line} (${rule})`;

/** One sentence on what was scanned and found: "Scanned 214 files (3.1 MB): no leaked credentials." */
export function summarize(tally: Tally): string {
  const { byScan, unreadable, scannedBytes, byLevel, accepted } = tally;
  const skipped = [
    byScan.binary > 0 && countOf(byScan.binary, 'binary file'),
    byScan['too large'] > 0 && `${byScan['too large']} over 5 MiB`,
    byScan.excluded > 0 && `${byScan.excluded} excluded`,
    unreadable > 0 && `${unreadable} unreadable`,
  ].filter((part) => part !== false);
  const found = describeCounts(byLevel) || 'no leaked credentials';
  const excused = accepted > 0 ? `, ${accepted.toLocaleString('en')} accepted` : '';
  const scanned = `Scanned ${countOf(byScan.scanned, 'file')} (${sizeOf(scannedBytes)}): ${found}${excused}.`;
  return skipped.length === 0 ? scanned : `${scanned} Skipped ${skipped.join(', ')}.`;
}

/** Why the action failed, with up to five places, those of the given levels only. */
export function explainFailure({ byLevel, findings }: Tally, levels: readonly Level[]): string {
  const counts = { error: 0, warning: 0 };
  for (const level of levels) counts[level] = byLevel[level];
  const shown = findings.filter(({ level }) => levels.includes(level)).slice(0, MAX_PLACES);
  const hidden = counts.error + counts.warning - shown.length;
  const more = hidden > 0 ? ` and ${hidden.toLocaleString('en')} more` : '';
  return `Found ${describeCounts(counts)}: ${shown.map(placeOf).join(', ')}${more}.`;
}

/** A sentence that says how many findings a list does not show; empty when it shows all. */
export function admitGaps(tally: Tally): string {
  const count = leftOut(tally);
  return count === 0 ? '' : `The list was cut: ${countOf(count, 'more finding')} not shown.`;
}

/** "2 leaked credentials, 1 warning", or nothing. */
function describeCounts({ error, warning }: Record<Level, number>): string {
  const parts = [error > 0 && countOf(error, 'leaked credential'), warning > 0 && countOf(warning, 'warning')];
  return parts.filter((part) => part !== false).join(', ');
}

const countOf = (count: number, thing: string) => `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

/** In decimal units, as storage is sold and S3 is billed. */
function sizeOf(bytes: number): string {
  if (bytes < 1000) return countOf(bytes, 'byte');
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
