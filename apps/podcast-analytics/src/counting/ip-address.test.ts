import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress } from './ip-address.ts';

test.each([
  ['192.0.2.1', '00000000000000000000ffffc0000201'],
  ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
  ['::FFFF:c000:201', '00000000000000000000ffffc0000201'],
  ['2001:db8::1', '20010db8000000000000000000000001'],
  ['[2001:DB8:0:0:0:0:0:1]', '20010db8000000000000000000000001'],
  ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ['::', '0'.repeat(32)],
])('reads %s', (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

test.each([
  '',
  '1.2.3',
  '1.2.3.256',
  '1.2.3.4.5',
  ':::',
  '1::2::3',
  '2001:db8',
  'g::1',
  '1:2:3:4:5:6:7:8:9',
  '::1.2.3',
  'localhost',
  '-',
])('takes %j for no address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test('agrees with Node on what an address is', () => {
  const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{1,20}$/));
  fc.assert(
    // A leading zero is an octet here and an error in Node: logs do not tell octal.
    fc.property(
      text.filter((value) => !/(^|[.:])0\d+\./.test(value) && !/\.0\d/.test(value)),
      (value) => {
        expect(parseAddress(value) !== undefined).toBe(isIP(value) !== 0);
      },
    ),
    { numRuns: 1000 },
  );
});
