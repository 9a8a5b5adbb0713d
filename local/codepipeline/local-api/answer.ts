import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a call below `/_local/` is answered: a body that becomes JSON, or an answer that writes itself. */
export type LocalApiAnswer =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | { write(response: ServerResponse): void | Promise<void> };

/** Answers a method on a path; `parts` are the variable ones, decoded. */
export type Method = (parts: readonly string[], request: IncomingMessage) => Promise<LocalApiAnswer>;

/** A path and what may be done there. */
export interface LocalApiRoute {
  path: RegExp;
  methods: Readonly<Record<string, Method>>;
  /** Only the page may do it, and not any program: it shows the token of this start even where no browser is at work. */
  ofPage?: true;
}
