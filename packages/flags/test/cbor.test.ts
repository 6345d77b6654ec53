import { expect, test } from 'vitest';
import { encodeCbor } from '../src/cbor.ts';

const hex = (value: unknown): string => Buffer.from(encodeCbor(value)).toString('hex');

// RFC 8949, appendix A, and the normalization of flagd's decision: whole numbers are integers, -0 is 0.
test.each<[unknown, string]>([
  [0, '00'],
  [-0, '00'],
  [1, '01'],
  [10, '0a'],
  [23, '17'],
  [24, '1818'],
  [100, '1864'],
  [255, '18ff'],
  [256, '190100'],
  [1000, '1903e8'],
  [65_535, '19ffff'],
  [65_536, '1a00010000'],
  [1_000_000, '1a000f4240'],
  [2 ** 32 - 1, '1affffffff'],
  [2 ** 32, '1b0000000100000000'],
  [1_000_000_000_000, '1b000000e8d4a51000'],
  [2 ** 53 - 1, '1b001fffffffffffff'],
  [2 ** 63, '1b8000000000000000'],
  [-1, '20'],
  [-24, '37'],
  [-25, '3818'],
  [-1000, '3903e7'],
  [-(2 ** 63), '3b7fffffffffffffff'],
  [2 ** 64, 'fa5f800000'],
  [1.5, 'f93e00'],
  [1.25, 'f93d00'],
  [-4.1, 'fbc010666666666666'],
  [0.5, 'f93800'],
  [1.1, 'fb3ff199999999999a'],
  [0.1, 'fb3fb999999999999a'],
  [3.14, 'fb40091eb851eb851f'],
  [2 ** -24, 'f90001'],
  [0.00006103515625, 'f90400'],
  [0.00006097555160522461, 'f903ff'],
  [2 ** -25, 'fa33000000'],
  [0.000030547380447387695, 'fa38002000'],
  [0.333251953125, 'f93555'],
  [0.33331298828125, 'fa3eaaa800'],
  [-0.00006103515625, 'f98400'],
  [1e20, 'fb4415af1d78b58c40'],
  [1e300, 'fb7e37e43c8800759c'],
  [3.4028234663852886e38, 'fa7f7fffff'],
  [5e-324, 'fb0000000000000001'],
  [false, 'f4'],
  [true, 'f5'],
  [null, 'f6'],
  ['', '60'],
  ['a', '6161'],
  ['IETF', '6449455446'],
  ['ü', '62c3bc'],
  ['水', '63e6b0b4'],
  ['a'.repeat(24), `7818${'61'.repeat(24)}`],
  [[], '80'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [['flag', 'user-1'], '8264666c616766757365722d31'],
  [{}, 'a0'],
  [{ b: [2, 3], a: 1 }, 'a26161016162820203'],
])('encodes %j as %s', (value, bytes) => {
  expect(hex(value)).toBe(bytes);
});

test('sorts keys by the bytes of their encoding: shorter ones first, then bytewise', () => {
  expect(hex({ aa: 1, z: 2, ÿ: 3, '': 4 })).toBe('a46004617a026261610162c3bf03');
  expect(hex({ b: 2, a: 1 })).toBe(hex({ a: 1, b: 2 }));
});

test('takes keys such as __proto__ as keys', () => {
  expect(hex(JSON.parse('{"__proto__":1}'))).toBe('a1695f5f70726f746f5f5f01');
});

test('encodes what JSON leaves out as JSON does: dates as text, no undefined members, null for the rest', () => {
  expect(hex(new Date(0))).toBe(hex('1970-01-01T00:00:00.000Z'));
  expect(hex(new Date(Number.NaN))).toBe('f6');
  expect(hex({ a: undefined, b: 1 })).toBe('a1616201');
  expect(hex([undefined])).toBe('81f6');
});

test('takes no longer for what is nested than for what is not', () => {
  let nested: unknown = 'x'.repeat(200_000);
  for (let depth = 0; depth < 1_000; depth++) nested = [nested];
  const started = performance.now();
  expect(encodeCbor(nested)).toHaveLength(1_000 + 5 + 200_000);
  expect(performance.now() - started).toBeLessThan(5_000); // it took longer, with every level
});
