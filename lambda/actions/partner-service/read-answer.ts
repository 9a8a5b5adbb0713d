import { JobFailure } from '../../index.ts';
import type { PartnerService } from './service.ts';

/** The most bytes of an answer that are read. */
export const MAX_ANSWER_BYTES = 64 * 1024;

export interface ServiceAnswer {
  /** Below 500. */
  status: number;
  /** Undefined when it is too long. */
  text: string | undefined;
}

/** The object in a good answer. @throws JobFailure that says what is wrong with a bad one. */
export function readAnswer(service: PartnerService, { status, text }: ServiceAnswer): Record<string, unknown> {
  const { url, tokenProperty } = service;
  if (status === 401 || status === 403) {
    throw new JobFailure(
      'ConfigurationError',
      `Property "${tokenProperty}": the service at ${url.host} refused it (${status}).`,
    );
  }
  if (status >= 400) throw complain(service, `answered ${status}`);
  if (status >= 300) throw complain(service, `answered ${status}, a redirect, which is not followed`);
  if (text === undefined) throw complain(service, `answered more than ${MAX_ANSWER_BYTES / 1024} KiB`);
  return parseObject(service, text);
}

/** An id that the service gave: safe to put into a URL, a log or a report. @throws JobFailure when it is not one. */
export function requireId(service: PartnerService, id: unknown): string {
  if (typeof id === 'string' && /^[A-Za-z0-9][\w.:-]{0,199}$/.test(id)) return id;
  throw complain(
    service,
    'gave no usable "id": 1 to 200 letters, digits, ".", ":", "-" and "_" are allowed, a letter or digit first',
  );
}

/** A failure that is the service's own, in a sentence that names its host. */
export const complain = ({ url }: PartnerService, problem: string) =>
  new JobFailure('JobFailed', `The service at ${url.host} ${problem}.`);

function parseObject(service: PartnerService, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw complain(service, 'answered something that is not JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw complain(service, 'answered something other than a JSON object');
}
