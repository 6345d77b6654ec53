import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BackoffOptions, type Jitter, jitteredDelay, plainDelay } from '../src/backoff.ts';
import { createRetry, presets } from '../src/index.ts';

const jitters: Jitter[] = ['full', 'equal', 'decorrelated', 'none'];
const options = fc.record({
  minDelayMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
  maxDelayMs: fc.double({ min: 0, max: 1e12, noNaN: true }),
  jitter: fc.constantFrom(...jitters),
});
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a delay is finite and within [0, maxDelayMs], for every jitter, to attempt 1,000,000', () => {
  fc.assert(
    fc.property(
      options,
      fc.array(chance, { minLength: 1, maxLength: 50 }),
      fc.nat(1_000_000),
      (given, chances, start) => {
        let previous = 0;
        chances.forEach((value, i) => {
          previous = jitteredDelay({ ...given, random: () => value }, start + i + 1, previous);
          expect(previous).toBeGreaterThanOrEqual(0);
          expect(previous).toBeLessThanOrEqual(given.maxDelayMs);
        });
      },
    ),
    { numRuns: 2_000 },
  );
});

test('the schedule never shrinks from one retry to the next', () => {
  fc.assert(
    fc.property(options, fc.integer({ min: 1, max: 2_000 }), (given, retry) => {
      const schedule = { ...given, random: () => 0 };
      expect(plainDelay(schedule, retry + 1)).toBeGreaterThanOrEqual(plainDelay(schedule, retry));
    }),
  );
});

test('decorrelated jitter stays a number over 1,000,000 attempts', () => {
  const given: BackoffOptions = {
    minDelayMs: 1,
    factor: 2,
    maxDelayMs: 1e300,
    jitter: 'decorrelated',
    random: () => 0.999,
  };
  let delay = 0;
  for (let retry = 1; retry <= 1_000_000; retry++) delay = jitteredDelay(given, retry, delay);
  expect(delay).toBe(1e300);
});

/** The largest distance between the empirical distribution and the uniform one on [from, to] (Kolmogorov, 1933). */
function distanceFromUniform(samples: number[], from: number, to: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((sample, i) => {
      const expected = (sample - from) / (to - from);
      return Math.max(Math.abs(expected - i / sorted.length), Math.abs((i + 1) / sorted.length - expected));
    }),
  );
}

/** A seeded generator, so that the test is the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('jitter', () => {
  const count = 20_000;
  // The critical value of the Kolmogorov-Smirnov test at the 1 % level.
  const critical = 1.628 / Math.sqrt(count);

  test.each<[Jitter, number, number]>([
    ['full', 0, 1_000],
    ['equal', 500, 1_000],
    ['decorrelated', 1_000, 3_000],
  ])('%s is uniform', (jitter, from, to) => {
    const given: BackoffOptions = { minDelayMs: 1_000, factor: 2, maxDelayMs: 10_000, jitter, random: seeded(7) };
    const samples = Array.from({ length: count }, () => jitteredDelay(given, 1, 0));
    expect(distanceFromUniform(samples, from, to)).toBeLessThan(critical);
  });

  test('none is the schedule itself', () => {
    const given: BackoffOptions = { minDelayMs: 100, factor: 3, maxDelayMs: 1_000, jitter: 'none', random: () => 0.1 };
    expect([1, 2, 3, 4].map((retry) => jitteredDelay(given, retry, 0))).toEqual([100, 300, 900, 1_000]);
  });
});

test('the schedules of the presets are those of the README', () => {
  expect([...createRetry('default').delays()]).toEqual([1_000, 2_000]);
  expect([...createRetry('database').delays()]).toEqual([500, 1_000, 2_000, 4_000]);
  expect([...createRetry('kafka').delays()].map(Math.round)).toEqual([
    1_000, 1_500, 2_250, 3_375, 5_063, 7_594, 11_391, 17_086, 25_629,
  ]);
  expect([...createRetry('externalApi').delays()]).toEqual([1_000, 3_000]);
  expect([...createRetry('fileIo').delays()]).toEqual([100, 200]);
});

test('the schedule of endless attempts is endless', () => {
  const { delays } = createRetry({ attempts: Infinity, deadlineMs: 1 });
  const first: number[] = [];
  for (const delay of delays()) if (first.push(delay) === 6) break;
  expect(first).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('a preset is frozen to its leaves', () => {
  expect(Object.isFrozen(presets)).toBe(true);
  expect(Object.values(presets).every(Object.isFrozen)).toBe(true);
});
