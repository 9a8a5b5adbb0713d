import { setTimeout } from 'node:timers/promises';
import { JobFailure, publicFetch } from '../../index.ts';
import { MAX_ANSWER_BYTES, readAnswer, type ServiceAnswer } from './read-answer.ts';
import type { PartnerService } from './service.ts';

interface ServiceRequest {
  method: 'GET' | 'POST';
  /** Appended to the path of the service's URL, each part encoded. */
  path?: readonly string[];
  body?: unknown;
  /** Lets the service see that a repeated request is the same one; without it a POST that got no answer may count twice. */
  idempotencyKey?: string;
}

/** How long to wait for an answer and between two tries. */
export interface AskingLimits {
  /** Milliseconds for one whole answer. */
  timeout: number;
  /** Waits before the next try; `tried` counts from 1. */
  pause(tried: number, signal: AbortSignal): Promise<unknown>;
}

const TRIES = 3;

const defaultPatience: AskingLimits = {
  timeout: 10_000,
  pause: (tried, signal) => setTimeout(500 * 2 ** tried, undefined, { signal }),
};

/**
 * The JSON object that the service answers with. An answer that may be different next time (5xx, 429, none at all) is
 * asked for again. Messages name the host of the service and nothing else of its URL, which may hold a secret.
 * @throws JobFailure ConfigurationError when the token is refused, SystemUnavailable when no try got an answer, whatever
 * kept it away (its `cause` says what),
 * JobFailed for any other answer; the reason of the signal once it fires.
 */
export async function askService(
  service: PartnerService,
  request: ServiceRequest,
  patience: AskingLimits = defaultPatience,
): Promise<Record<string, unknown>> {
  const { url, signal } = service;
  for (let tried = 1; ; tried++) {
    const answer = await tryOnce(service, request, patience.timeout);
    if (!('trouble' in answer)) return readAnswer(service, answer);
    if (tried === TRIES) {
      throw new JobFailure(
        'SystemUnavailable',
        `The service at ${url.host} ${answer.trouble}, ${tried} times in a row.`,
        { cause: answer.cause },
      );
    }
    await patience.pause(tried, signal).catch((error: unknown) => {
      // What a timer rejects with is an AbortError of its own.
      signal.throwIfAborted();
      throw error;
    });
  }
}

async function tryOnce(
  service: PartnerService,
  { method, path = [], body, idempotencyKey }: ServiceRequest,
  timeout: number,
): Promise<ServiceAnswer | { trouble: string; cause?: unknown }> {
  const headers = {
    accept: 'application/json',
    authorization: bearer(service),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
  try {
    const response = await publicFetch(service, join(service.url, path), {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      timeout,
    });
    const { status } = response;
    if (status < 500 && status !== 429) return { status, text: await readText(response) };
    await response.body?.cancel();
    return { trouble: `answered ${status}` };
  } catch (error) {
    service.signal.throwIfAborted();
    return { trouble: 'could not be reached', cause: error };
  }
}

async function readText({ body }: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Checked here, where the property can be named. */
function bearer({ token, tokenProperty }: PartnerService): string {
  const value = token.reveal();
  if (/^[\x21-\x7e]+$/.test(value)) return `Bearer ${value}`;
  throw new JobFailure(
    'ConfigurationError',
    `Property "${tokenProperty}": allowed are letters, digits and signs of ASCII, without blanks.`,
  );
}

function join(base: URL, path: readonly string[]): URL {
  const url = new URL(base);
  if (path.length > 0) url.pathname = [url.pathname.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
  return url;
}
