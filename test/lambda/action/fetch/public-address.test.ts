import { describe, expect, it } from 'vitest';
import { kindOfAddress } from '../../../../lambda/action/fetch/public-address.ts';

describe('the kind of an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '223.255.255.254'])(
    'is public for %s',
    (address) => {
      expect(kindOfAddress(address)).toBe('public');
    },
  );

  it.each(['2600:1f18::1', '2a00:1450:4001:830::200e', '2001:4860:4860::8888'])('is public for %s', (address) => {
    expect(kindOfAddress(address)).toBe('public');
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'])('is loopback for %s', (address) => {
    expect(kindOfAddress(address)).toBe('loopback');
  });

  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.127.255.255',
    'fd12::1',
    'fc00::',
  ])('is private for %s', (address) => {
    expect(kindOfAddress(address)).toBe('private');
  });

  it.each([
    ['this network', '0.0.0.0'],
    ['link-local, the metadata of an instance', '169.254.169.254'],
    ['the same over IPv6', 'fd00:ec2::254'],
    ['the credentials of a container', '169.254.170.2'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['for benchmarks', '198.18.0.1'],
    ['for documentation', '203.0.113.7'],
    ['for documentation', '2001:db8::1'],
    ['for documentation', '3fff::1'],
    ['unspecified', '::'],
    ['an IPv4 address translated by NAT64', '64:ff9b::a00:1'],
    ['the same, of a local prefix', '64:ff9b:1::a00:1'],
    ['an IPv4 address in 6to4', '2002:7f00:1::'],
    ['an IPv4 address in Teredo', '2001::7f00:1'],
    ['a public IPv4 address mapped into IPv6', '::ffff:8.8.8.8'],
    ['a compatible one', '::7f00:1'],
    ['site-local', 'fec0::1'],
    ['not an address', 'localhost'],
  ])('is special for %s: %s', (_, address) => {
    expect(kindOfAddress(address)).toBe('special');
  });

  it.each(['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a00:1', '::ffff:a9fe:a9fe'])(
    'is not public for the mapped address %s',
    (address) => {
      expect(kindOfAddress(address)).not.toBe('public');
    },
  );
});
