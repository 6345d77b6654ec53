import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isIpv4, parseAddress } from '../../counting/ip-address.ts';

/** Ranges of addresses, sorted and without overlap. IPv6 is cut to its first 64 bits, which no two countries share. */
interface Ranges<Bounds extends Float64Array | BigUint64Array> {
  readonly starts: Bounds;
  readonly ends: Bounds;
  readonly countries: readonly string[];
}

/**
 * The country (ISO 3166-1 alpha-2) that an address is registered in, by the ip-location-db's list of autonomous systems
 * (CC0). The list is read when it is first asked for: most logs tell the country themselves, or no address.
 */
export function createCountryLookup(): (address: string) => string | undefined {
  let ipv4: Ranges<Float64Array> | undefined;
  let ipv6: Ranges<BigUint64Array> | undefined;

  return function countryOf(address) {
    const parsed = parseAddress(address);
    if (parsed === undefined) return undefined;
    if (isIpv4(parsed)) {
      ipv4 ??= readRanges('ipv4', (bounds) => Float64Array.from(bounds, Number));
      return find(ipv4, Number.parseInt(parsed.slice(24), 16));
    }
    ipv6 ??= readRanges('ipv6', (bounds) => BigUint64Array.from(bounds, (bound) => BigInt(bound) >> 64n));
    return find(ipv6, BigInt(`0x${parsed.slice(0, 16)}`));
  };
}

function readRanges<Bounds extends Float64Array | BigUint64Array>(
  version: 'ipv4' | 'ipv6',
  boundsOf: (decimals: readonly string[]) => Bounds,
): Ranges<Bounds> {
  const path = createRequire(import.meta.url).resolve(`@ip-location-db/asn-country/asn-country-${version}-num.csv`);
  const rows = readFileSync(path, 'latin1')
    .trimEnd()
    .split('\n')
    .map((row) => row.split(','));
  const column = (n: number) => rows.map((row) => row[n]?.trim() ?? '');
  return { starts: boundsOf(column(0)), ends: boundsOf(column(1)), countries: column(2) };
}

function find<Bounds extends Float64Array | BigUint64Array>(
  { starts, ends, countries }: Ranges<Bounds>,
  address: Bounds[number],
): string | undefined {
  let low = 0;
  let high = starts.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const [start, end] = [starts[middle], ends[middle]];
    if (start === undefined || end === undefined) return undefined;
    if (address < start) high = middle - 1;
    else if (address > end) low = middle + 1;
    else return countries[middle];
  }
  return undefined;
}
