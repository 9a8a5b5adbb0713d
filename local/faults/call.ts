import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { ServiceName } from '../../model/local/services.ts';

/** One request on its way from a function to a service. */
export interface Call {
  readonly service: ServiceName;
  /** The operation's name at AWS: `GetObject`, `PutItem`, `AcknowledgeThirdPartyJob`. */
  readonly operation: string;
  /** The application id in the user agent, which is that of one process; undefined for what is not a function. */
  readonly sender: string | undefined;
  readonly request: IncomingMessage;
  /** The whole body, which is then kept and can still be sent on. For calls of JSON services, whose bodies are small. */
  body(): Promise<Buffer>;
  /** Sends the request to its service; again only after `body`. @throws when the service cannot be reached. */
  forward(): Promise<Answer>;
}

export interface Answer {
  status: number;
  /** Names and values in turn, as they came over the wire. */
  headers: string[];
  body: Readable;
}

/** What the caller sees instead of an answer: a connection that breaks. */
export const cut = Symbol('cut');
export type Cut = typeof cut;

/** Stands between a call and its service. `next` leads on to the service; what is returned is what the caller gets. */
export type Interceptor = (call: Call, next: () => Promise<Answer | Cut>) => Promise<Answer | Cut>;

/** One interceptor of many, the first outermost. */
export const chain =
  (interceptors: readonly Interceptor[]): Interceptor =>
  (call, next) =>
    interceptors.reduceRight<() => Promise<Answer | Cut>>((inner, outer) => () => outer(call, inner), next)();
