import { lookup } from 'node:dns';
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import { JobFailure } from '../failure.ts';
import type { Job } from '../job.ts';
import type { Surroundings } from '../parser.ts';
import { checkLiteral, checkUnresolved, guardLookup, judgeFor } from './guarded-lookup.ts';
import { bounded, responseFrom } from './response-from.ts';

/** A request as `publicFetch` makes it. */
interface PublicRequest {
  /** @default GET */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Milliseconds for the whole answer, its body included. @default 30,000 */
  timeout?: number;
  /** Bytes that the body of the answer may have. @default 10 MiB */
  maxBytes?: number;
}

/**
 * What a request needs to know of the job that makes it.
 *
 * @example
 * const ping = (job: RequestingJob) => publicFetch(job, 'https://service.example/ping');
 */
export type RequestingJob = Pick<Job<unknown>, 'signal' | 'surroundings'>;

type PublicFetch = (job: RequestingJob, url: string | URL, request?: PublicRequest) => Promise<Response>;

const DEFAULT_TIMEOUT = 30_000;
const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;

/**
 * Asks a URL that a customer entered, over https and at public addresses only. The address is checked when the connection
 * is made, so that a name cannot lead to another one in between. Hosts that the worker allows may have private addresses,
 * and a worker on its developer's machine reaches that machine, with http too. Redirects are not followed. An answer is
 * returned whatever its status is, and it is not decoded.
 *
 * @example
 * const response = await publicFetch(job, job.configuration.ServiceUrl, { method: 'POST', body: '{}' });
 * if (!response.ok) return failed('JobFailed', `The service answered ${response.status}.`);
 *
 * @throws JobFailure SystemUnavailable when no whole answer comes, from `publicFetch` or while the body is read. Its
 * message is the same for every cause, because different ones would let a customer explore the worker's network; `cause`
 * is for the log. Once the job's signal fires, it throws the signal's reason.
 */
export const publicFetch: PublicFetch = createPublicFetch(lookup);

/** @param resolve Finds the addresses of a host, as `lookup` of node:dns does. */
export function createPublicFetch(resolve: LookupFunction): PublicFetch {
  return async (job, url, request = {}) => {
    const { timeout = DEFAULT_TIMEOUT, maxBytes = DEFAULT_MAX_BYTES } = request;
    const target = new URL(url);
    const explain = (cause: unknown): unknown =>
      job.signal.aborted
        ? job.signal.reason
        : new JobFailure('SystemUnavailable', `The service at ${target.host} could not be reached.`, { cause });
    try {
      job.signal.throwIfAborted();
      const isGood = judgeFor(target, job.surroundings);
      checkLiteral(target, isGood);
      const signal = AbortSignal.any([job.signal, AbortSignal.timeout(timeout)]);
      const { fetch } = job.surroundings;
      if (fetch) {
        checkUnresolved(target, isGood);
        return await askTest(fetch, target, { ...request, signal, maxBytes }, explain);
      }
      const answer = await send(target, request, { lookup: guardLookup(resolve, isGood), signal });
      return responseFrom(answer, maxBytes, explain);
    } catch (error) {
      throw explain(error);
    }
  };
}

/** Asks the function that a test gives, with the same bounds. */
async function askTest(
  fetch: NonNullable<Surroundings['fetch']>,
  target: URL,
  { method = 'GET', headers, body, signal, maxBytes }: PublicRequest & { signal: AbortSignal; maxBytes: number },
  explain: (error: unknown) => unknown,
): Promise<Response> {
  const answer = await fetch(target, { method, headers: { ...headers }, signal, ...(body !== undefined && { body }) });
  const bytes = answer.body && bounded(answer.body, () => undefined, { maxBytes, explain });
  return new Response(bytes, answer);
}

/** Each request has a connection of its own: a connection that is kept would be used after the check of its address. */
function send(
  target: URL,
  { method = 'GET', headers = {}, body }: PublicRequest,
  options: Pick<RequestOptions, 'lookup' | 'signal'>,
): Promise<IncomingMessage> {
  const start = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    start({ ...urlToHttpOptions(target), ...options, method, headers, agent: false }, resolve)
      .on('error', reject)
      // An answer that changes the protocol ends the connection without an error.
      .on('close', () => reject(new Error('the connection ended without an answer')))
      .end(body);
  });
}
