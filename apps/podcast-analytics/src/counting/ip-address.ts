/**
 * An address as 32 lower-case hexadecimal digits, IPv4 in its IPv6-mapped form (RFC 4291 section 2.5.5.2): one notation
 * whose string order is the order of the addresses. Undefined where the text is no address.
 */
export function parseAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '');
  return bare.includes(':') ? parseIpv6(bare) : withPrefix(parseIpv4(bare));
}

export function isIpv4(address: string): boolean {
  return address.startsWith(mappedPrefix);
}

const mappedPrefix = '00000000000000000000ffff';

function withPrefix(ipv4: string | undefined): string | undefined {
  return ipv4 === undefined ? undefined : mappedPrefix + ipv4;
}

function parseIpv4(text: string): string | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const [a, b, c, d] = [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
  if (a > 255 || b > 255 || c > 255 || d > 255) return undefined;
  return (((a * 256 + b) * 256 + c) * 256 + d).toString(16).padStart(8, '0');
}

function parseIpv6(text: string): string | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(digitsOf);
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 32 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 28) return undefined;
  return head.padEnd(32 - tail.length, '0') + tail;
}

function digitsOf(groups: string): string | undefined {
  if (groups === '') return '';
  const parts = groups.split(':');
  const digits = parts.map((part, index) => {
    if (index === parts.length - 1 && part.includes('.')) return parseIpv4(part);
    return /^[0-9a-f]{1,4}$/i.test(part) ? part.toLowerCase().padStart(4, '0') : undefined;
  });
  return digits.includes(undefined) ? undefined : digits.join('');
}
