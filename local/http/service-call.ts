import type { IncomingMessage } from 'node:http';

/**
 * Whether a request is a call of this AWS JSON service, made by a program. The emulators answer to more (other services,
 * health pages, any web page's cross-origin requests); no browser may read a customer's token out of a local table.
 * @param service As in the `X-Amz-Target` header, in front of the dot.
 */
export function isServiceCall(request: IncomingMessage, service: string): boolean {
  const { origin, 'sec-fetch-site': fetchSite, 'x-amz-target': target } = request.headers;
  const fromBrowser = origin !== undefined || fetchSite !== undefined;
  return request.method === 'POST' && !fromBrowser && typeof target === 'string' && target.startsWith(`${service}.`);
}
