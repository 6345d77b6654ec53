import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf } from '../src/index.ts';
import { hashBytes, hashText, murmur3 } from '../src/murmur3.ts';

const start = murmur3('');
const unsigned = (hash: number): number => hash >>> 0;

// What other implementations of MurmurHash3_x86_32 publish as their tests: [text, seed, hash]
// (https://github.com/aappleby/smhasher, https://en.wikipedia.org/wiki/MurmurHash, spaolacci/murmur3).
test.each([
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ['hello', 0, 0x248bfa47],
  ['hello, world', 0, 0x149bbb7f],
  ['19 Jan 2038 at 3:14:07 AM', 0, 0xe31e8a70],
])('hashes %j with the seed %i to %i', (text, seed, hash) => {
  expect(unsigned(hashText(murmur3('', seed), text))).toBe(hash);
});

// Keys whose hash is at a bound, from the test bed of flagd (fractional-hash-edge-flag).
test.each([
  ['ejOoVL', 0],
  ['bY9fO-', 1],
  ['SI7p-', 2 ** 31 - 1],
  ['6LvT0', 2 ** 31],
  ['ceQdGm', 2 ** 32 - 1],
])('hashes %j to the bound %i', (text, hash) => {
  expect(unsigned(hashText(start, text))).toBe(hash);
});

test('hashes text that is not ASCII as its UTF-8, as Go, Java and Python do', () => {
  // imurmurhash, which flagd-core has, reads UTF-16 units here and finds 4082669068.
  const umlauts = 'Zoë Müller';
  expect(hashText(start, umlauts)).toBe(hashBytes(start, new TextEncoder().encode(umlauts)));
  for (const first of ['\u0080', '\u0080\0\0\0', '\0\0\0\u0080']) {
    expect(hashText(start, first)).toBe(hashBytes(start, new TextEncoder().encode(first)));
  }
  expect(unsigned(hashText(start, 'ÿ'))).toBe(unsigned(hashBytes(start, Uint8Array.of(0xc3, 0xbf))));
});

test('a text in two parts has the hash of the whole, wherever it is cut', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(text, text, (prefix, rest) => {
      const whole = hashBytes(start, new TextEncoder().encode(prefix + rest));
      expect(hashText(murmur3(prefix), rest)).toBe(whole);
      expect(hashText(start, prefix + rest)).toBe(whole);
    }),
    { numRuns: 5_000 },
  );
});

test('finds the bucket of a unit from the hash of seed and unit', () => {
  expect(bucketOf('VL', 'ejOo')).toBe(0);
  expect(bucketOf('T0', '6Lv')).toBe(0.5);
  expect(bucketOf('Gm', 'ceQd')).toBe(1 - 2 ** -32);
});
