import { checkOptions, type OptionRule } from '@scry/internal/check-options';
import { groupMask } from '@scry/internal/cidr';
import { formatIpAddress, type IpAddress, parseIpAddress } from '@scry/internal/ip-address';

/** How many IPv6 addresses are one client. */
export interface IpKeyOptions {
  /** How many bits of an IPv6 address tell clients apart: a customer gets a network, not an address. @default 64 */
  readonly ipv6Subnet?: number;
}

export const anIpv6Subnet: OptionRule = [
  'number',
  'an integer from 32 to 128',
  (bits: number) => Number.isInteger(bits) && bits >= 32 && bits <= 128,
];

/**
 * The key of whoever has an address: IPv4 as it is, IPv6 by its network, decided by its bits and not by its notation.
 *
 * What is no address shares the key `unknown`, so that nobody gets a bucket by writing nonsense.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * ipKey('2001:db8:1:2:3:4:5:6'); // '2001:db8:1:2::/64'
 */
export function ipKey(ip: string | undefined, options: IpKeyOptions = {}): string {
  const { ipv6Subnet = 64 } = checkOptions('ipKey', options, { ipv6Subnet: anIpv6Subnet });
  return addressKey(parseIpAddress(ip ?? ''), ipv6Subnet);
}

export function addressKey(address: IpAddress | undefined, ipv6Subnet: number): string {
  if (!address) return 'unknown';
  const loopback = address.at(-1) === 1 && address.every((group, i) => group === 0 || i === 7);
  if (address.length === 2 || loopback) return formatIpAddress(address);
  const network = address.map((group, i) => group & groupMask(i, ipv6Subnet));
  return `${formatIpAddress(network)}/${ipv6Subnet}`;
}
