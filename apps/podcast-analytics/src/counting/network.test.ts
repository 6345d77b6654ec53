import { describe, expect, test } from 'vitest';
import { createNetworks, hostingNetworks } from './network.ts';

describe('networks', () => {
  const networks = createNetworks(
    [64500],
    '# hosting\n192.0.2.0/24\n\n2001:db8::/32 # another\n203.0.113.9\n192.0.2.128/25\n',
  );

  test.each(['192.0.2.0', '192.0.2.255', '::ffff:192.0.2.7', '2001:db8::1', '2001:db8:ffff::', '203.0.113.9'])(
    'have %s',
    (address) => {
      expect(networks.has(address, undefined)).toBe(true);
    },
  );

  test.each([
    '192.0.1.255',
    '192.0.3.0',
    '2001:db7:ffff::',
    '2001:db9::',
    '203.0.113.8',
    '203.0.113.10',
    'not an address',
    '',
  ])('do not have %s', (address) => {
    expect(networks.has(address, undefined)).toBe(false);
  });

  test('have an address by the number of its autonomous system', () => {
    expect(networks.has('198.51.100.1', 64500)).toBe(true);
    expect(networks.has(undefined, 64500)).toBe(true);
    expect(networks.has('198.51.100.1', 64501)).toBe(false);
    expect(networks.has(undefined, undefined)).toBe(false);
  });

  test('are refused with every line that is none', () => {
    expect(() => createNetworks([], '192.0.2.0/33\n198.51.100.0/24\nhello\n2001:db8::/129')).toThrow(
      /line 1: expected a network .* got "192\.0\.2\.0\/33"; line 3: .*"hello"; line 4: /,
    );
  });

  test('know the hosting companies, and leave out the networks of private relays', () => {
    const hosting = createNetworks(Object.keys(hostingNetworks).map(Number));
    expect([16509, 24940, 14061].map((asn) => hosting.has(undefined, asn))).toEqual([true, true, true]);
    expect([13335, 36183, 54113, 3320].map((asn) => hosting.has(undefined, asn))).toEqual([false, false, false, false]);
  });
});
