import type { IncomingMessage, ServerResponse } from 'node:http';

/** The answer to a call below `/_local/`: a body that becomes JSON, or a function that writes the answer. */
export type LocalApiAnswer =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | { write(response: ServerResponse): void | Promise<void> };

/** Answers a method on a path; `parts` are the variable ones, decoded. */
type Method = (parts: readonly string[], request: IncomingMessage) => Promise<LocalApiAnswer>;

/** A path and its methods. */
export interface LocalApiRoute {
  path: RegExp;
  methods: Readonly<Record<string, Method>>;
  /** Only the page may call it: the token of this start is required even when no browser sends the request. */
  ofPage?: true;
}
