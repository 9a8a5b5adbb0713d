/**
 * A variable that the stack sets.
 * @throws Error naming the variable when it is missing.
 */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/**
 * Seconds that a lease lasts, if not as long as it should: a rehearsal of workers' deaths cannot wait two minutes for each.
 * @throws Error when the variable is no whole number of seconds above 0.
 */
export function rehearsedLease(): number | undefined {
  const text = process.env['LEASE_SECONDS'];
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text))
    throw new Error(`LEASE_SECONDS must be a whole number of seconds above 0, got "${text}"`);
  return Number(text);
}

/** The hosts that the partner allows actions to reach at private addresses, separated by commas. */
export const allowedHosts = (): string[] =>
  (process.env['ALLOWED_HOSTS'] ?? '').split(',').filter((host) => host !== '');

/** Whether the artifacts come from a store on this very machine, as they do on a developer's and nowhere else. */
export function isLocal(): boolean {
  const hostname = URL.parse(process.env['AWS_ENDPOINT_URL_S3'] ?? '')?.hostname;
  return hostname === '127.0.0.1' || hostname === 'localhost';
}
