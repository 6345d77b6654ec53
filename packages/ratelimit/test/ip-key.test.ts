import { describe, expect, test } from 'vitest';
import { ipKey } from '../src/ip.ts';

describe('ipKey', () => {
  test('keys IPv4 by the address, with whatever port it came', () => {
    expect(ipKey('203.0.113.9')).toBe('203.0.113.9');
    expect(ipKey('203.0.113.9:1234')).toBe(ipKey('203.0.113.9:4321'));
  });

  test('keys IPv6 by its /64, so that a customer with a network gets one bucket', () => {
    expect(ipKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(ipKey('2001:0DB8:1:2::ffff')).toBe('2001:db8:1:2::/64');
    expect(ipKey('2001:db8::1')).toBe('2001:db8::/64');
  });

  test('keys clients in IPv4-mapped and NAT64 notation apart, each by its IPv4 address', () => {
    expect(['::ffff:1.2.3.4', '::ffff:102:304', '64:ff9b::1.2.3.4'].map((ip) => ipKey(ip))).toEqual([
      '1.2.3.4',
      '1.2.3.4',
      '1.2.3.4',
    ]);
    expect(ipKey('::ffff:1.2.3.5')).toBe('1.2.3.5');
  });

  test('does not let 2001:db8::1.2.3.4 choose the key of 1.2.3.4', () => {
    expect(ipKey('2001:db8::1.2.3.4')).toBe('2001:db8::/64');
  });

  test('leaves the loopback address whole', () => {
    expect(ipKey('::1')).toBe('::1');
    expect(ipKey('::2')).toBe('::/64');
    expect(ipKey('1::1')).toBe('1::/64');
  });

  test('keys by a network of another size where it is told so', () => {
    expect(ipKey('2001:db8:1:2ff:3:4:5:6', { ipv6Subnet: 56 })).toBe('2001:db8:1:200::/56');
    expect(ipKey('2001:db8:1:2:3:4:5:6', { ipv6Subnet: 32 })).toBe('2001:db8::/32');
    expect(ipKey('2001:db8:1:2:3:4:5:6', { ipv6Subnet: 128 })).toBe('2001:db8:1:2:3:4:5:6/128');
  });

  test('gives one key to all that is no address', () => {
    expect([undefined, '', 'unknown', '1.2.3.4.5', '<script>'].map((ip) => ipKey(ip))).toEqual(
      new Array(5).fill('unknown'),
    );
  });

  test.each([31, 129, 64.5, Number.NaN])('refuses the subnet %d', (ipv6Subnet) => {
    expect(() => ipKey('::1', { ipv6Subnet })).toThrow(
      new RangeError(`ipKey: ipv6Subnet must be an integer from 32 to 128, got ${ipv6Subnet}`),
    );
  });
});
