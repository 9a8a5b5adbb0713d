import { BlockList, isIP } from 'node:net';

/** `special` is never allowed, whatever the deployment says. */
type AddressKind = 'public' | 'private' | 'loopback' | 'special';

const listOf = (...ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
};

const LOOPBACK = listOf('127.0.0.0/8', '::1/128');
const PRIVATE = listOf('10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7');

/**
 * The other ranges that are not globally reachable, and those behind which an IPv4 address hides (IANA IPv4 and IPv6
 * Special-Purpose Address Registries). AWS has its metadata services among the link-local ones, and in fd00:ec2::/32.
 */
const SPECIAL = listOf(
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', 'fd00:ec2::/32'],
);

/** All that is global in IPv6: mapped, compatible, translated, link-local and multicast addresses lie outside of it. */
const GLOBAL_IPV6 = listOf('2000::/3');

/** What an address leads to. @param address An IPv4 or IPv6 address, as Node writes it. */
export function kindOfAddress(address: string): AddressKind {
  const version = isIP(address);
  // One with a zone, such as fe80::1%eth0, is never global.
  if (version === 0 || address.includes('%')) return 'special';
  const lies = (list: BlockList) => list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  if (lies(LOOPBACK)) return 'loopback';
  if (lies(SPECIAL)) return 'special';
  if (lies(PRIVATE)) return 'private';
  return version === 4 || lies(GLOBAL_IPV6) ? 'public' : 'special';
}
