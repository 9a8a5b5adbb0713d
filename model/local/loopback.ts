import { isIPv4 } from 'node:net';

/** Whether a host name always means this machine: 127.0.0.0/8, ::1 (also in brackets) and localhost. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return name === 'localhost' || name === '::1' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));
}

/**
 * Looks at everything an AWS client may take for an address: `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>` and
 * `QUEUE_URL` and its like (the SDK may send to the host of a queue URL).
 * @throws Error naming the first variable whose host is not loopback, and that host.
 */
export function requireLoopback(environment: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!value || !(name.startsWith('AWS_ENDPOINT_URL') || name.endsWith('QUEUE_URL'))) continue;
    const url = URL.parse(value);
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      throw new Error(`${name} must be a URL of this machine, such as http://127.0.0.1:4510`);
    }
    const host = url.hostname;
    if (isLoopback(host)) continue;
    throw new Error(`${name} names the host "${host}"; local mode talks to this machine only (127.0.0.1 or localhost)`);
  }
}
