import { type IpAddress, parseIpAddress } from './ip-address.ts';

/** A range of addresses of one family: those that share its first `bits` bits. */
export interface Cidr {
  readonly address: IpAddress;
  readonly bits: number;
}

/** Reads `10.0.0.0/8`, `fd00::/8` or a single address; `undefined` when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [, base = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseIpAddress(base);
  if (!address) return undefined;
  const all = address.length * 16;
  // An IPv4 address in IPv6 notation counts its prefix from the first of 128 bits.
  const before = base.includes(':') ? 128 - all : 0;
  const bits = length === undefined ? all : Number(length) - before;
  return bits >= 0 && bits <= all ? { address, bits } : undefined;
}

export function isInCidr(address: IpAddress, cidr: Cidr): boolean {
  const { address: base, bits } = cidr;
  // Families differ in length; where it is the same, each group has its counterpart.
  return (
    address.length === base.length && base.every((group, i) => !((group ^ Number(address[i])) & groupMask(i, bits)))
  );
}

/** Which bits of the group at `index` belong to a prefix of so many bits. */
export function groupMask(index: number, bits: number): number {
  return 0xffff & ~(0xffff >> Math.max(0, Math.min(16, bits - 16 * index)));
}
