import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateLimiter } from '../src/index.ts';
import { createSlidingLog } from './sliding-log.ts';

/** More of them in a long proof. */
const numRuns = Number(process.env['SCRY_PROOF_RUNS'] ?? 100);
const centuryMs = 100 * 365 * 86_400_000;

const aWindow = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(86_400_000, 30 * 86_400_000, centuryMs));
const aPolicy = fc.record({ limit: fc.integer({ min: 1, max: 50 }), windowMs: aWindow });
/** Calls, each so many windows after the one before; a clock that goes back counts as one that stands. */
const calls = fc.array(
  fc.record({ after: fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1.5, noNaN: true })), cost: fc.nat(6) }),
  { maxLength: 60 },
);

/** A clock that goes where it is told to. */
function jumpingClock(): { now: () => number; setTimeout: () => unknown; clearTimeout: () => void; time: number } {
  const clock = { time: 0, now: () => clock.time, setTimeout: () => 0, clearTimeout: () => {} };
  return clock;
}

describe('the token bucket', () => {
  test('is the GCRA of ITU-T I.371 Annex A, to the token, in windows from 1 ms to 100 years', () => {
    fc.assert(
      fc.property(
        aPolicy,
        fc.integer({ min: 1, max: 60 }),
        calls,
        fc.boolean(),
        ({ limit, windowMs }, burst, given, compact) => {
          const clock = jumpingClock();
          const limiter = createRateLimiter({ limit, windowMs, burst, compact, clock });
          // Virtual scheduling in whole numbers of 1 / limit ms: increment T = windowMs, tolerance so that `burst` fit.
          const [increment, capacity] = [BigInt(windowMs), BigInt(windowMs) * BigInt(burst)];
          let arrival = 0n;
          let tat = 0n;
          for (const { after, cost } of given) {
            const step = Math.round(after * windowMs);
            clock.time += step;
            arrival += BigInt(Math.max(0, step) * limit);
            const next = (tat > arrival ? tat : arrival) + BigInt(cost) * increment;
            const conforms = next <= arrival + capacity;
            if (conforms) tat = next;
            const used = tat > arrival ? tat - arrival : 0n;
            const decision = limiter.consume('key', cost);
            expect(decision.allowed).toBe(conforms);
            expect(decision.remaining).toBe(Number((capacity - used) / increment));
          }
        },
      ),
      { numRuns },
    );
  });

  test('lets a caller through that waits as long as it is told, and no sooner', () => {
    fc.assert(
      fc.property(aPolicy, fc.integer({ min: 1, max: 50 }), ({ limit, windowMs }, share) => {
        const clock = jumpingClock();
        const limiter = createRateLimiter({ limit, windowMs, clock });
        const cost = Math.min(limit, share);
        limiter.consume('key', limit);
        const { retryAfterMs } = limiter.consume('key', cost);
        clock.time += retryAfterMs - 1;
        expect(limiter.peek('key', cost).allowed).toBe(false);
        clock.time += 1;
        expect(limiter.consume('key', cost).allowed).toBe(true);
      }),
      { numRuns },
    );
  });

  test('brings back every token of many refills', () => {
    const clock = jumpingClock();
    const { tryConsume } = createRateLimiter({ limit: 1_000_003, windowMs: 60_013, clock });
    tryConsume('key', 1_000_003);
    const refills = 2_000 * numRuns;
    let taken = 0;
    for (let ms = 1; taken < refills; ms++) {
      clock.time = ms;
      const due = Math.floor((ms * 1_000_003) / 60_013);
      expect(tryConsume('key', due - taken)).toBe(true);
      if (ms % 1_000 === 0) expect(tryConsume('key')).toBe(false);
      taken = due;
    }
  });
});

describe('the sliding window', () => {
  test('never lets more through in any window than an exact log', () => {
    fc.assert(
      fc.property(aPolicy, fc.integer({ min: 1, max: 64 }), calls, ({ limit, windowMs }, precision, given) => {
        const clock = jumpingClock();
        const options = { limit, windowMs, precision, algorithm: 'sliding-window' } as const;
        const limiter = createRateLimiter({ ...options, clock });
        const granted = createSlidingLog(Infinity, windowMs);
        let time = 0;
        for (const { after, cost } of given) {
          const step = Math.round(after * windowMs);
          clock.time += step;
          time += Math.max(0, step);
          const { allowed } = limiter.consume('key', cost);
          if (allowed) granted.take(time, cost);
          expect(granted.most()).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns },
    );
  });

  test('lets at least 97 % of the limit through when three times as many calls come', () => {
    const clock = jumpingClock();
    const limiter = createRateLimiter({ limit: 100, windowMs: 1_000, algorithm: 'sliding-window', clock });
    let allowed = 0;
    let seed = 1;
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (clock.time = 0; clock.time < 120_000; clock.time += -Math.log(1 - random()) * (1_000 / 300)) {
      if (limiter.tryConsume('key')) allowed++;
    }
    expect(allowed / 12_000).toBeGreaterThan(0.97);
  });
});

describe('the fixed window', () => {
  test('lets the limit through in each window, which begins with a call', () => {
    fc.assert(
      fc.property(aPolicy, calls, ({ limit, windowMs }, given) => {
        const clock = jumpingClock();
        const limiter = createRateLimiter({ limit, windowMs, algorithm: 'fixed-window', clock });
        const window = { end: 0, count: 0 };
        let time = 0;
        for (const { after, cost } of given) {
          const step = Math.round(after * windowMs);
          clock.time += step;
          time += Math.max(0, step);
          if (time >= window.end) window.count = 0;
          const isAllowed = window.count + cost <= limit;
          if (isAllowed && cost > 0) {
            if (time >= window.end) window.end = time + windowMs;
            window.count += cost;
          }
          expect(limiter.consume('key', cost)).toMatchObject({ allowed: isAllowed, remaining: limit - window.count });
        }
      }),
      { numRuns },
    );
  });
});
