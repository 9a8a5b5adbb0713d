import type { FileFindings } from './find-credentials.ts';
import type { Scan } from './not-scanned.ts';

/** One entry of the artifact that is not a folder, once it was read or passed over. */
export interface ScannedFile extends FileFindings {
  path: string;
  size: number;
  /** Undefined for what was not read. */
  sha256: string | undefined;
  scan: Scan;
  /** Why a file is unreadable, as the rest of a sentence. */
  reason?: string | undefined;
}
