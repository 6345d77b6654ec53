import { expect, test } from 'vitest';
import { createGenerationMap } from './generation-map.ts';

test('keeps what is asked for again, and drops what is not', () => {
  const map = createGenerationMap<number, string>(10);
  map.set(-1, 'kept');
  map.set(-2, 'dropped');
  for (let key = 0; key < 100; key++) {
    map.set(key, 'x');
    expect(map.get(-1)).toBe('kept');
  }
  expect(map.get(-2)).toBeUndefined();
});

test('holds at most twice its capacity', () => {
  const map = createGenerationMap<number, number>(10);
  for (let key = 0; key < 1000; key++) map.set(key, key);
  const held = Array.from({ length: 1000 }, (_, key) => key).filter((key) => map.get(key) !== undefined);
  expect(held.length).toBeLessThanOrEqual(20);
  expect(held.length).toBeGreaterThanOrEqual(10);
});

test('replaces a value without losing others', () => {
  const map = createGenerationMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  expect([map.get('a'), map.get('b')]).toEqual([3, 2]);
});

test.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %s', (capacity) => {
  expect(() => createGenerationMap(capacity)).toThrow(`capacity must be an integer >= 1, got ${capacity}`);
});
