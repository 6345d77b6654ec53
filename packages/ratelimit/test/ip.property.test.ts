import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { clientIp, ipKey } from '../src/ip.ts';

const ipv4 = fc.ipV4();
const ipv6 = fc.oneof(
  fc.ipV6(),
  // Runs of zeros in every place, in full and in short, which fast-check makes seldom.
  fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 })
    .map(groupsText),
  ipv4.map((address) => `::ffff:${address}`),
  ipv4.map((address) => `64:ff9b::${address}`),
);
const address = fc.oneof(ipv4, ipv6);

function groupsText(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

/** The same by ipaddr.js: IPv4 where IPv6 carries it. */
function reference(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.process(text);
  if (parsed.kind() === 'ipv4' || !parsed.match(ipaddr.parseCIDR('64:ff9b::/96'))) return parsed;
  return ipaddr.fromByteArray(parsed.toByteArray().slice(12)) as ipaddr.IPv4;
}

test('addresses are read and written as ipaddr.js does it', () => {
  fc.assert(
    fc.property(address, (text) => {
      fc.pre(!/^::[\d.]+$/.test(text)); // ipaddr.js takes the deprecated ::1.2.3.4 for ::ffff:1.2.3.4
      const expected = reference(text);
      const shown = expected.kind() === 'ipv6' ? (expected as ipaddr.IPv6).toRFC5952String() : expected.toString();
      expect(clientIp(text, undefined)).toBe(shown);
    }),
    { numRuns: 2_000 },
  );
});

test('text is an address exactly when node:net says so', () => {
  const almost = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0129af:.'), maxLength: 18 }),
    fc
      .array(fc.constantFrom('0', '1', 'ffff', '1.2.3.4', '', '12345', 'g'), { maxLength: 9 })
      .map((all) => all.join(':')),
    fc.array(fc.constantFrom('0', '1', '255', '256', '01', ''), { maxLength: 5 }).map((all) => all.join('.')),
  );
  fc.assert(
    fc.property(almost, (text) => {
      fc.pre(!/^[\d.]+:\d+$/.test(text)); // with a port it is one to us
      expect(clientIp(text, undefined) !== undefined).toBe(isIP(text) !== 0);
    }),
    { numRuns: 5_000 },
  );
});

test('a range trusts the proxies that node:net finds in it', () => {
  const bits = fc.integer({ min: 0, max: 128 });
  fc.assert(
    fc.property(address, address, bits, fc.boolean(), (base, peer, length, near) => {
      const [range, client] = [reference(base), reference(peer)];
      const size = range.kind() === 'ipv4' ? length % 33 : length;
      // Half of the peers differ from the base in one bit only: others seldom share a prefix.
      const bytes = near ? range.toByteArray() : client.toByteArray();
      if (near) bytes[length % bytes.length] = (bytes[length % bytes.length] ?? 0) ^ (1 << (length % 8));
      const neighbour = ipaddr.fromByteArray(bytes);
      fc.pre(reference(neighbour.toString()).kind() === neighbour.kind());
      const list = new BlockList();
      list.addSubnet(range.toString(), size, range.kind());
      // BlockList finds IPv4 in ranges such as ::/0; here a range holds addresses of its own family.
      const trusted = neighbour.kind() === range.kind() && list.check(neighbour.toString(), neighbour.kind());
      const found = clientIp(neighbour.toString(), '192.0.2.77', [`${range}/${size}`]);
      expect(found === '192.0.2.77').toBe(trusted);
    }),
    { numRuns: 5_000 },
  );
});

test('two IPv6 addresses share a key exactly when they share the bits of the subnet', () => {
  const inside = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 127 }), fc.integer({ min: 32, max: 128 }));
  fc.assert(
    fc.property(inside, ([text, flipped, ipv6Subnet]) => {
      const bytes = ipaddr.parse(text).toByteArray();
      fc.pre(bytes.length === 16 && bytes.slice(0, 4).some((byte) => byte !== 0));
      bytes[flipped >> 3] = (bytes[flipped >> 3] ?? 0) ^ (128 >> (flipped & 7));
      const other = ipaddr.fromByteArray(bytes).toString();
      fc.pre([text, other].every((each) => reference(each).kind() === 'ipv6'));
      expect(ipKey(text, { ipv6Subnet }) === ipKey(other, { ipv6Subnet })).toBe(flipped >= ipv6Subnet);
    }),
    { numRuns: 2_000 },
  );
});

test('the entry of a trusted hop is found whatever a client writes before it', () => {
  const spoofed = fc.array(fc.oneof(address, fc.string({ maxLength: 8 })), { maxLength: 5 });
  fc.assert(
    fc.property(spoofed, ipv4, fc.array(ipv4, { maxLength: 3 }), (lies, client, proxies) => {
      const header = [...lies, client, ...proxies].join(', ');
      expect(clientIp('10.0.0.1', header, proxies.length + 1)).toBe(client);
    }),
  );
});
