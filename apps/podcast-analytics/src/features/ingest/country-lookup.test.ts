import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createCountryLookup } from './country-lookup.ts';

const countryOf = createCountryLookup();

test.each([
  ['ipv4', 1000],
  ['ipv6', 500],
])('finds the first and the last address of every %sth range of the list', (version, step) => {
  const path = createRequire(import.meta.url).resolve(`@ip-location-db/asn-country/asn-country-${version}.csv`);
  const rows = readFileSync(path, 'utf8').trim().split('\n');
  for (let i = 0; i < rows.length; i += step) {
    const [start = '', end = '', country] = rows[i]?.trim().split(',') ?? [];
    expect([start, countryOf(start)]).toEqual([start, country]);
    expect([end, countryOf(end)]).toEqual([end, country]);
  }
});

test('reads an IPv4 address that is written as IPv6', () => {
  expect(countryOf('::ffff:1.0.0.1')).toBe(countryOf('1.0.0.1'));
});

test.each(['10.0.0.1', '192.168.1.1', '::1', 'fe80::1', '255.255.255.255', '0.0.0.0', 'none', ''])(
  'knows no country of %j',
  (address) => {
    expect(countryOf(address)).toBeUndefined();
  },
);
