import { expect, test } from 'vitest';
import { createUlids } from '../src/ulid.ts';

test('an id has 26 characters of Crockford’s alphabet, the first ten of them the time', () => {
  const ulid = createUlids(() => 1_469_918_176_385);
  // The time of the example in the specification.
  expect(ulid()).toMatch(/^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$/);
});

test('ids grow within a millisecond, across them, and when the clock is set back', () => {
  let now = 1_000;
  const ulid = createUlids(() => now);
  const ids: string[] = [];
  for (const step of [0, 0, 0, 1, 0, -500, 0, 499, 5]) {
    now += step;
    for (let i = 0; i < 100; i++) ids.push(ulid());
  }
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(900);
});
