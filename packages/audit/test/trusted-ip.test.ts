import { describe, expect, test, vi } from 'vitest';
import { type TrustProxy, trustedIp } from '../src/trusted-ip.ts';

function clientIp(peer: string | undefined, forwardedFor: string | undefined, trustProxy: TrustProxy = false) {
  return trustedIp('auditContext', trustProxy)(peer, forwardedFor);
}

describe('the trusted client address', () => {
  test('is that of the socket by default, whatever X-Forwarded-For says', () => {
    expect(clientIp('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
    expect(clientIp('203.0.113.9', '198.51.100.1', 0)).toBe('203.0.113.9');
  });

  test('counts the trusted hops from the right, so that a spoofed entry on the left is never read', () => {
    expect(clientIp('10.0.0.1', '1.1.1.1, 203.0.113.9', 1)).toBe('203.0.113.9');
    expect(clientIp('10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9');
  });

  test.each(['unknown', '_hidden', '', '1.2.3', '01.2.3.4', '1.2.3.256', "' or 1=1", '::1::', '12345::'])(
    'is that of the socket when the trusted entry is %j, or is not there',
    (entry) => {
      expect(clientIp('10.0.0.1', `1.1.1.1, ${entry}`, 1)).toBe('10.0.0.1');
      expect(clientIp('10.0.0.1', `1.1.1.1, ${entry}`, ['10.0.0.0/8'])).toBe('10.0.0.1');
      expect(clientIp('10.0.0.1', entry, 2)).toBe('10.0.0.1');
      expect(clientIp('10.0.0.1', undefined, 1)).toBe('10.0.0.1');
    },
  );

  test('walks from the right to the first address that no range holds', () => {
    const ranges = ['10.0.0.0/8', '2001:db8:aa::/48', '192.0.2.1'];
    const entries = '1.1.1.1, 203.0.113.9, 2001:db8:aa::5, 192.0.2.1';
    expect(clientIp('10.0.0.1', entries, ranges)).toBe('203.0.113.9');
    expect(clientIp('::ffff:10.0.0.1', entries, ranges)).toBe('203.0.113.9');
    expect(clientIp('203.0.113.1', entries, ranges)).toBe('203.0.113.1');
    expect(clientIp('10.0.0.1', '10.0.0.3, 10.0.0.2', ranges)).toBe('10.0.0.3');
    expect(clientIp('10.0.0.1', undefined, ranges)).toBe('10.0.0.1');
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
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::ffff:102:304', '1.2.3.4'],
  ])('reads %s as %s', (text, ip) => {
    expect(clientIp(text, undefined)).toBe(ip);
    expect(clientIp('10.0.0.1', text, 1)).toBe(ip);
  });

  test('is unknown for a socket without an address, unless a hop is trusted', () => {
    expect(clientIp(undefined, '203.0.113.9')).toBeUndefined();
    expect(clientIp(undefined, '203.0.113.9', ['0.0.0.0/0'])).toBeUndefined();
    expect(clientIp(undefined, '203.0.113.9', 1)).toBe('203.0.113.9');
  });

  test.each<[unknown, string]>([
    [
      -1,
      'RangeError: auditContext: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got -1',
    ],
    [
      1.5,
      'RangeError: auditContext: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got 1.5',
    ],
    [
      true,
      'TypeError: auditContext: trustProxy must be false, an integer >= 0, an array of CIDR ranges or a function, got true',
    ],
    [['10.0.0.0/33'], 'RangeError: auditContext: trustProxy must list addresses and CIDR ranges, got 10.0.0.0/33'],
    [['10.0.0.0/x'], 'RangeError: auditContext: trustProxy must list addresses and CIDR ranges, got 10.0.0.0/x'],
    [['10.0.0.0/8/8'], 'RangeError: auditContext: trustProxy must list addresses and CIDR ranges, got 10.0.0.0/8/8'],
    [
      ['2001:db8::/129'],
      'RangeError: auditContext: trustProxy must list addresses and CIDR ranges, got 2001:db8::/129',
    ],
    [['loopback'], 'RangeError: auditContext: trustProxy must list addresses and CIDR ranges, got loopback'],
    [[10], 'RangeError: auditContext: trustProxy must list addresses and CIDR ranges, got 10'],
  ])('refuses trustProxy %j', (trustProxy, message) => {
    // What no compiler would let pass is what is tested.
    const make = () => trustedIp('auditContext', trustProxy as TrustProxy);
    expect(make).toThrow(message.replace(/^\w+: /, ''));
    expect(make).toThrow(message.startsWith('Range') ? RangeError : TypeError);
  });
});
