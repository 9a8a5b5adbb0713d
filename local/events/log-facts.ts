/** The content of a line of a function's log. */
export interface LogFacts {
  level: 'info' | 'warn' | 'error';
  message: string;
  /** JSON of everything else in the line; empty when there is nothing. */
  fields: string;
  /** Whether the action wrote it, by its log or on its standard streams. */
  own?: true;
  /** The error in the line and what caused it, one `NAME: MESSAGE` each, with the places in the author's files below. */
  thrown?: string[];
}
