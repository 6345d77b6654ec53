import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Addresses that are nobody's on the public internet: this machine, its network, the metadata services of clouds. From the
 * IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), and multicast.
 */
const special = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['2001::', 23], // Teredo and others: their addresses carry an IPv4 address that nothing here would check
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4, the same
  ['3fff::', 20],
] as const) {
  special.addSubnet(net, prefix, 'ipv6');
}

/** All unicast addresses that have been given out (RFC 4291 section 2.4); so loopback, private and mapped ones are not among them. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address belongs to a host on the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  return isIPv6(address) && global.check(address, 'ipv6') && !special.check(address, 'ipv6');
}
