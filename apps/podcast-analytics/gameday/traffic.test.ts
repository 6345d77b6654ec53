import { expect, test } from 'vitest';
import { createTraffic, promises } from './traffic.ts';

const credentials = { apiKey: 'key', session: 'token' };
const first = (seed: number, count: number) => {
  const { at } = createTraffic(seed, 1_770_000_000_000, credentials);
  return Array.from({ length: count }, (_, n) => at(n));
};

test('the same seed brings the same traffic, another one does not', () => {
  expect(first(1, 200)).toEqual(first(1, 200));
  expect(first(2, 200).map(({ kind }) => kind)).not.toEqual(first(1, 200).map(({ kind }) => kind));
});

test('everything that is promised is asked for', () => {
  expect(new Set(first(1, 200).map(({ kind }) => kind))).toEqual(new Set(promises));
});

test('no two hits are alike', () => {
  const hits = first(1, 500).flatMap(({ body }) => body?.split('\n').map((line) => JSON.parse(line)) ?? []);
  expect(hits.length).toBeGreaterThan(100);
  expect(new Set(hits.map(({ time }) => time)).size).toBe(hits.length);
  expect(new Set(hits.map(({ address }) => address)).size).toBe(hits.length);
});
