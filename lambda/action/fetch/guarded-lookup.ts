import { isIP, type LookupFunction } from 'node:net';
import type { Surroundings } from '../parser.ts';
import { kindOfAddress } from './public-address.ts';

/** Whether a request may go to this address. */
type JudgeAddress = (address: string) => boolean;

const A_PUBLIC_ADDRESS = '1.1.1.1';

/** Which addresses a request for this URL may reach: public ones, and those that the worker's surroundings add. */
export function judgeFor({ hostname, protocol }: URL, { local, allowedHosts = [] }: Surroundings): JudgeAddress {
  return (address) => {
    const kind = kindOfAddress(address);
    if (kind === 'loopback') return local;
    if (protocol !== 'https:') return false;
    return kind === 'public' || (kind === 'private' && allowedHosts.includes(hostname));
  };
}

/**
 * The lookup for one request, made while the connection is made: the request connects to an address that this answers. Of
 * several addresses only the good ones are left.
 */
export function guardLookup(resolve: LookupFunction, isGood: JudgeAddress): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const good = addresses.filter(({ address }) => isGood(address));
      const [first] = good;
      if (first === undefined) return callback(refusalOf(addresses.map(({ address }) => address)), []);
      if (options.all) return callback(null, good);
      callback(null, first.address, first.family);
    });
  };
}

/** An address that stands in the URL itself is never looked up. @throws Error when a request may not go there. */
export function checkLiteral(url: URL, isGood: JudgeAddress): void {
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isGood(host)) throw refusalOf([host]);
}

/** Where no name is looked up, every name counts as one of a public address. @throws Error when a request may not go there. */
export function checkUnresolved(url: URL, isGood: JudgeAddress): void {
  const host = hostOf(url);
  const address = host === 'localhost' ? '127.0.0.1' : A_PUBLIC_ADDRESS;
  if (isIP(host) === 0 && !isGood(address)) throw refusalOf([host]);
}

/** Without the brackets around an IPv6 address. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1');

const refusalOf = (addresses: readonly string[]) =>
  new Error(`requests do not go to ${addresses.join(', ')}: only public addresses are allowed`);
