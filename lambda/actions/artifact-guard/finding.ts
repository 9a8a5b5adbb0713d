/** `error`: a reader can use it. `warning`: an identifier or a test key, which gives no access of value alone. */
export type Level = 'error' | 'warning';

/** A leaked credential: where it is and of what kind, and never the value itself. */
export interface Finding {
  path: string;
  /** The first line is 1, and so is the first column; columns count UTF-16 code units. */
  line: number;
  column: number;
  endLine: number;
  /** The column after the last character. */
  endColumn: number;
  /** Rule and kind, such as `github/GITHUB_TOKEN`. */
  rule: string;
  level: Level;
  message: string;
}
