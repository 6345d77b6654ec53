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

test('an id counts on from the one before, and begins anew with a later millisecond', () => {
  let now = 0;
  const ulid = createUlids(() => now);
  const countIn = (id: string): number =>
    [...id.slice(18)].reduce((sum, char) => sum * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(char), 0);
  for (now of [0, 1, 32, 1_024]) {
    const [first, second] = [ulid(), ulid()];
    expect(first.slice(0, 10)).toBe(
      { 0: '0000000000', 1: '0000000001', 32: '0000000010', 1024: '0000000100' }[now] ?? '',
    );
    expect(second.slice(0, 18)).toBe(first.slice(0, 18));
    expect(countIn(second)).toBe(countIn(first) + 1);
    // The lower half of the range: there is room to count on.
    expect(countIn(first)).toBeLessThan(2 ** 39);
  }
});
