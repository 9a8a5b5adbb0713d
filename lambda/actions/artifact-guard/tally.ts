import type { FileFindings } from './find-credentials.ts';
import type { Finding, Level } from './finding.ts';
import type { FileScan, NotScanned, Scan } from './not-scanned.ts';
import type { ScannedFile } from './scanned-file.ts';

/** The number of findings of each level that are kept, so that memory does not grow with them; the others are only counted. */
const MAX_KEPT = 1_000;

/** The number of entries without a scan that are kept; manifest.json has them all. */
const MAX_NOT_SCANNED = 100;

/** The sums of a scan. */
export interface Tally {
  files: number;
  bytes: number;
  /** Files by what was done with them. */
  byScan: Record<FileScan, number>;
  /** Files that cannot be read. They are not in `files`. */
  unreadable: number;
  /** Entries that are neither files nor folders. */
  others: number;
  /** The first of the entries that were not looked into, in the order of the artifact. */
  notScanned: NotScanned[];
  /** Bytes of the files that were scanned. */
  scannedBytes: number;
  /** Findings by level, those that were not kept included. */
  byLevel: Record<Level, number>;
  /** Accepted findings, which are in neither `byLevel` nor `findings`. */
  accepted: number;
  /** In the order of the artifact. */
  findings: Finding[];
}

const NONE_YET: Readonly<Record<FileScan, number>> = { scanned: 0, binary: 0, 'too large': 0, excluded: 0 };

export const emptyTally = (): Tally => ({
  files: 0,
  bytes: 0,
  byScan: { ...NONE_YET },
  unreadable: 0,
  others: 0,
  notScanned: [],
  scannedBytes: 0,
  byLevel: { error: 0, warning: 0 },
  accepted: 0,
  findings: [],
});

/** Counts the file in and keeps its findings as long as there is room for them. */
export function countFile(tally: Tally, file: ScannedFile): void {
  const { path, scan, reason } = file;
  if (scan !== 'scanned' && tally.notScanned.length < MAX_NOT_SCANNED) tally.notScanned.push({ path, scan, reason });
  if (scan === 'unreadable') tally.unreadable++;
  else if (isRead(scan)) countContent(tally, scan, file.size);
  else tally.others++;
  countFindings(tally, file);
}

const isRead = (scan: Scan): scan is FileScan => scan in NONE_YET;

function countContent(tally: Tally, scan: FileScan, size: number): void {
  tally.files++;
  tally.bytes += size;
  tally.byScan[scan]++;
  if (scan === 'scanned') tally.scannedBytes += size;
}

/** The name of any entry can hold a credential too. */
function countFindings(tally: Tally, { findings, unlisted, accepted }: FileFindings): void {
  for (const finding of findings) {
    if (++tally.byLevel[finding.level] <= MAX_KEPT) tally.findings.push(finding);
  }
  tally.accepted += accepted;
  tally.byLevel.error += unlisted.error;
  tally.byLevel.warning += unlisted.warning;
}

/** How many findings were counted and not kept. */
export const leftOut = ({ byLevel, findings }: Tally) => byLevel.error + byLevel.warning - findings.length;

/** How many entries were not looked into. */
export const countNotScanned = ({ files, byScan, unreadable, others }: Tally) =>
  files - byScan.scanned + unreadable + others;
