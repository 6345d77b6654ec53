import { isIpv4, parseAddress } from './ip-address.ts';

/** Networks whose machines are servers, by number of autonomous system and by address. */
export interface Networks {
  has(address: string | undefined, asn: number | undefined): boolean;
}

/** First and last address, as `parseAddress` writes them. */
type AddressRange = readonly [first: string, last: string];

/**
 * Hosting companies, by AS number. Content networks that carry the traffic of private relays and VPNs (Cloudflare, Fastly,
 * Akamai's edge, CDN77) are left out: real listeners stand behind them.
 */
export const hostingNetworks: Readonly<Record<number, string>> = Object.freeze({
  7203: 'Leaseweb',
  8075: 'Microsoft Azure',
  8560: 'IONOS',
  12876: 'Scaleway',
  14061: 'DigitalOcean',
  14618: 'Amazon',
  16276: 'OVH',
  16509: 'Amazon',
  19994: 'Rackspace',
  20473: 'Vultr',
  24940: 'Hetzner',
  26347: 'DreamHost',
  26496: 'GoDaddy',
  27357: 'Rackspace',
  28753: 'Leaseweb',
  29802: 'HIVELOCITY',
  31898: 'Oracle Cloud',
  32475: 'SingleHop',
  33070: 'Rackspace',
  36351: 'IBM Cloud',
  37963: 'Alibaba Cloud',
  45090: 'Tencent Cloud',
  45102: 'Alibaba Cloud',
  46606: 'Unified Layer',
  47583: 'Hostinger',
  51167: 'Contabo',
  53667: 'FranTech',
  60781: 'Leaseweb',
  62567: 'DigitalOcean',
  63949: 'Akamai Connected Cloud (Linode)',
  132203: 'Tencent Cloud',
  136907: 'Huawei Cloud',
  197540: 'netcup',
  202053: 'UpCloud',
  213230: 'Hetzner',
  396982: 'Google Cloud',
});

/**
 * @param cidrText networks in CIDR notation, one a line; what follows a `#` is a comment.
 * @throws {SyntaxError} naming every line that is no network.
 */
export function createNetworks(asns: Iterable<number>, cidrText = ''): Networks {
  const numbers = new Set(asns);
  const ranges = merged(parseNetworks(cidrText));

  function has(address: string | undefined, asn: number | undefined): boolean {
    if (asn !== undefined && numbers.has(asn)) return true;
    if (address === undefined || ranges.length === 0) return false;
    const parsed = parseAddress(address);
    return parsed !== undefined && contains(ranges, parsed);
  }

  return { has };
}

function parseNetworks(text: string): AddressRange[] {
  const ranges: AddressRange[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const cidr = line.replace(/#.*$/, '').trim();
    if (cidr === '') continue;
    const range = rangeOf(cidr);
    if (range) ranges.push(range);
    else
      problems.push(
        `line ${index + 1}: expected a network such as 192.0.2.0/24 or 2001:db8::/32, got "${cidr.slice(0, 80)}"`,
      );
  }
  if (problems.length > 0) throw new SyntaxError(`networks: ${problems.join('; ')}`);
  return ranges;
}

function rangeOf(cidr: string): AddressRange | undefined {
  const [, text, length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(cidr) ?? [];
  const address = text === undefined ? undefined : parseAddress(text);
  if (address === undefined) return undefined;
  const mapped = isIpv4(address) && !cidr.includes(':');
  const bits = length === undefined ? 128 : Number(length) + (mapped ? 96 : 0);
  if (bits > 128) return undefined;
  const value = BigInt(`0x${address}`);
  const host = (1n << BigInt(128 - bits)) - 1n;
  return [digits(value & ~host), digits(value | host)];
}

function digits(value: bigint): string {
  return value.toString(16).padStart(32, '0');
}

/** Sorted and without overlap, so that one binary search decides. */
function merged(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const result: [string, string][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const previous = result.at(-1);
    if (!previous || first > previous[1]) result.push([first, last]);
    else if (last > previous[1]) previous[1] = last;
  }
  return result;
}

function contains(ranges: readonly AddressRange[], address: string): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const [first, last] = ranges[middle] ?? ['', ''];
    if (address < first) high = middle - 1;
    else if (address > last) low = middle + 1;
    else return true;
  }
  return false;
}
