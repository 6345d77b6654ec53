import { describe, expect, test, vi } from 'vitest';
import { clientIp, type TrustProxy } from '../client-ip.ts';

describe('clientIp', () => {
  test('trusts no X-Forwarded-For by default', () => {
    expect(clientIp('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
    expect(clientIp('203.0.113.9', '198.51.100.1', false)).toBe('203.0.113.9');
    expect(clientIp('203.0.113.9', '198.51.100.1', 0)).toBe('203.0.113.9');
  });

  test('counts the trusted hops from the right, so that a spoofed entry on the left is never read', () => {
    expect(clientIp('10.0.0.1', '1.1.1.1, 203.0.113.9', 1)).toBe('203.0.113.9');
    expect(clientIp('10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9');
    expect(clientIp('10.0.0.1', ['1.1.1.1', '203.0.113.9'], 1)).toBe('203.0.113.9');
  });

  test('takes the address of the socket when there are fewer entries than trusted hops', () => {
    expect(clientIp('10.0.0.1', '1.1.1.1', 2)).toBe('10.0.0.1');
    expect(clientIp('10.0.0.1', '', 1)).toBe('10.0.0.1');
    expect(clientIp('10.0.0.1', null, 1)).toBe('10.0.0.1');
    expect(clientIp('10.0.0.1', undefined, 1)).toBe('10.0.0.1');
  });

  test.each([
    'unknown',
    '_hidden',
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.256',
    "' or 1=1",
    '1.2.3.4,',
    '::1::',
    '1::2::3',
    ':1',
    '1:2:3:4:5:6:7:8:',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2:3:4:5:6:7:8',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
  ])('takes the address of the socket when the trusted entry is %j', (entry) => {
    expect(clientIp('10.0.0.1', `1.1.1.1, ${entry}`, 1)).toBe('10.0.0.1');
    expect(clientIp('10.0.0.1', `1.1.1.1, ${entry}`, ['10.0.0.0/8'])).toBe('10.0.0.1');
  });

  test('walks from the right to the first address that no range holds', () => {
    const ranges = ['10.0.0.0/8', '2001:db8:aa::/48', '192.0.2.1'];
    const entries = '1.1.1.1, 203.0.113.9, 2001:db8:aa::5, 192.0.2.1';
    expect(clientIp('10.0.0.1', entries, ranges)).toBe('203.0.113.9');
    expect(clientIp('::ffff:10.0.0.1', entries, ranges)).toBe('203.0.113.9');
    expect(clientIp('203.0.113.1', entries, ranges)).toBe('203.0.113.1');
    expect(clientIp('10.0.0.1', '10.0.0.3, 10.0.0.2', ranges)).toBe('10.0.0.3');
  });

  test('asks a function about each proxy, with the number of its hop', () => {
    const trustProxy = vi.fn((_: string, hop: number) => hop < 2);
    expect(clientIp('::ffff:10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', trustProxy)).toBe('203.0.113.9');
    expect(trustProxy.mock.calls).toEqual([
      ['10.0.0.1', 0],
      ['10.0.0.2', 1],
      ['203.0.113.9', 2],
    ]);
  });

  test.each([
    ['1.2.3.4:5678', '1.2.3.4'],
    [' 1.2.3.4 ', '1.2.3.4'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:80', 'fe80::1'],
    ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::1', '::1'],
  ])('reads %s as %s', (text, ip) => {
    expect(clientIp(text, undefined)).toBe(ip);
    expect(clientIp('10.0.0.1', text, 1)).toBe(ip);
  });

  test.each([
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::ffff:102:304', '1.2.3.4'],
    ['0:0:0:0:0:FFFF:0102:0304', '1.2.3.4'],
    ['64:ff9b::1.2.3.4', '1.2.3.4'],
    ['64:ff9b::102:304', '1.2.3.4'],
  ])('decides by the bits that %s is the IPv4 address %s', (text, ip) => {
    expect(clientIp(text, undefined)).toBe(ip);
  });

  test('takes dotted decimals in an IPv6 address for its last bits, and not for an IPv4 address', () => {
    expect(clientIp('2001:db8::1.2.3.4', undefined)).toBe('2001:db8::102:304');
  });

  test('has no answer for a socket without an address, such as a Unix domain socket, unless a hop is trusted', () => {
    expect(clientIp(undefined, '203.0.113.9')).toBeUndefined();
    expect(clientIp(undefined, '203.0.113.9', ['0.0.0.0/0'])).toBeUndefined();
    expect(clientIp(undefined, '203.0.113.9', 1)).toBe('203.0.113.9');
  });

  test.each<[unknown, string]>([
    [
      -1,
      'RangeError: clientIp: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got -1',
    ],
    [
      1.5,
      'RangeError: clientIp: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got 1.5',
    ],
    [
      true,
      'TypeError: clientIp: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got true',
    ],
    [['10.0.0.0/33'], 'RangeError: clientIp: trustProxy must list addresses and CIDR ranges, got 10.0.0.0/33'],
    [
      ['::ffff:10.0.0.0/95'],
      'RangeError: clientIp: trustProxy must list addresses and CIDR ranges, got ::ffff:10.0.0.0/95',
    ],
    [['loopback'], 'RangeError: clientIp: trustProxy must list addresses and CIDR ranges, got loopback'],
    [['10.0.0.0/8/8'], 'RangeError: clientIp: trustProxy must list addresses and CIDR ranges, got 10.0.0.0/8/8'],
    [[10], 'RangeError: clientIp: trustProxy must list addresses and CIDR ranges, got 10'],
  ])('refuses trustProxy %j', (trustProxy, message) => {
    const thrown = (): unknown => {
      try {
        return clientIp('10.0.0.1', '1.1.1.1', trustProxy as TrustProxy);
      } catch (error) {
        return String(error);
      }
    };
    expect(thrown()).toBe(message);
  });
});
