import { escapeText } from '../../../model/escape.ts';

/**
 * What the control plane said, with every text and name in it escaped: this is the one door by which text from outside
 * comes in, so that no control or format character reaches the page.
 */
export const readAnswer = (text: string): unknown => escapeAll(JSON.parse(text));

function escapeAll(value: unknown): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (Array.isArray(value)) return value.map(escapeAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [escapeText(name), escapeAll(part)]));
}

/** The control plane refused a request; the message says why. */
class Refused extends Error {
  override readonly name = 'Refused';
}

const token = () => document.querySelector<HTMLMetaElement>('meta[name=change-token]')?.content ?? '';

/** Reads from the control plane. @throws Refused, or TypeError when it does not answer. */
export const read = <T>(path: string): Promise<T> => ask<T>(path, {});

/** Changes something; every change carries the token of this start. @throws Refused, or TypeError */
export const change = <T>(method: 'POST' | 'PUT', path: string, body: object | Blob): Promise<T> =>
  ask<T>(path, {
    method,
    headers: { 'x-change-token': token(), ...(body instanceof Blob ? {} : { 'content-type': 'application/json' }) },
    body: body instanceof Blob ? body : JSON.stringify(body),
  });

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, { cache: 'no-store', ...init });
  const answer = readAnswer(await response.text());
  if (!response.ok)
    throw new Refused((answer as { message?: string }).message ?? `It was answered with ${response.status}.`);
  return answer as T;
}
