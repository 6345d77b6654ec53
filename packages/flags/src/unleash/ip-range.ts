/** An address as one number with its number of bits: 32 or 128. */
interface Address {
  readonly bits: number;
  readonly value: bigint;
}

/** Whether an address is in a range, such as `10.0.0.0/8`, or is the one that the range is. What is no address is in none. */
export function isInRange(address: string | undefined, range: string): boolean {
  const [base = '', length, ...more] = range.split('/');
  const [one, other] = [parseAddress(address ?? ''), parseAddress(base)];
  if (one === undefined || other === undefined || one.bits !== other.bits || more.length > 0) return false;
  const prefix = length === undefined ? one.bits : /^\d{1,3}$/.test(length) ? Number(length) : Infinity;
  if (prefix > one.bits) return false;
  const free = BigInt(one.bits - prefix);
  return one.value >> free === other.value >> free;
}

function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) };
}

/** RFC 4291, section 2.2: groups of 16 bits, once `::` for as many zeros as are left out, and perhaps an IPv4 address last. */
function parseIpv6(text: string): Address | undefined {
  const [first, second, third] = text.split('::');
  if (third !== undefined) return undefined;
  const [head, tail] = [groupsOf(first), groupsOf(second)];
  if (head === undefined || tail === undefined) return undefined;
  const zeros = 8 - head.length - tail.length;
  if (second === undefined ? zeros !== 0 : zeros < 1) return undefined;
  const groups = [...head, ...Array<bigint>(zeros).fill(0n), ...tail];
  return { bits: 128, value: groups.reduce((sum, group) => (sum << 16n) + group, 0n) };
}

/** Undefined where one of them is none. */
function groupsOf(half = ''): bigint[] | undefined {
  if (half === '') return [];
  const groups = half.split(':').flatMap((group): (bigint | undefined)[] => {
    const last = parseIpv4(group)?.value;
    if (last !== undefined) return [last >> 16n, last & 0xffffn];
    return [/^[\da-f]{1,4}$/i.test(group) ? BigInt(`0x${group}`) : undefined];
  });
  const known = groups.filter((group) => group !== undefined);
  return known.length < groups.length ? undefined : known;
}
