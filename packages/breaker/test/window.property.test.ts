import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CountWindow } from '../src/count-window.ts';
import { TimeWindow } from '../src/time-window.ts';

const numRuns = Number(process.env['SCRY_PROOF_RUNS'] ?? 200);
const calls = fc.array(fc.record({ failed: fc.boolean(), slow: fc.boolean(), afterMs: fc.nat(40) }), {
  maxLength: 100,
});

test('a window of calls is the list of the last ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), calls, (size, all) => {
      const window = new CountWindow(size);
      all.forEach(({ failed, slow }, i) => {
        window.record(0, failed, slow);
        const last = all.slice(Math.max(0, i + 1 - size), i + 1);
        expect(window).toMatchObject({
          calls: last.length,
          failures: last.filter((one) => one.failed).length,
          slow: last.filter((one) => one.slow).length,
        });
      });
    }),
    { numRuns },
  );
});

test('a window of time is the list of the calls in it, give or take a bucket', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: -500, max: 500, noNaN: true }),
      calls,
      (buckets, startMs, all) => {
        const windowMs = 100;
        const window = new TimeWindow(windowMs, buckets);
        const past: { at: number; failed: boolean; slow: boolean }[] = [];
        let nowMs = startMs;
        for (const { failed, slow, afterMs } of all) {
          nowMs += afterMs;
          window.record(nowMs, failed, slow);
          past.push({ at: nowMs, failed, slow });
          const within = (ms: number) => past.filter(({ at }) => at > nowMs - ms);
          for (const kind of ['failed', 'slow'] as const) {
            const counted = kind === 'failed' ? window.failures : window.slow;
            expect(counted).toBeGreaterThanOrEqual(
              within(windowMs - windowMs / buckets).filter((one) => one[kind]).length,
            );
            expect(counted).toBeLessThanOrEqual(within(windowMs + 1e-6).filter((one) => one[kind]).length);
          }
          expect(window.calls).toBeGreaterThanOrEqual(within(windowMs - windowMs / buckets).length);
          expect(window.calls).toBeLessThanOrEqual(within(windowMs + 1e-6).length);
        }
        window.moveTo(nowMs + windowMs + 1e-6);
        expect(window).toMatchObject({ calls: 0, failures: 0, slow: 0 });
      },
    ),
    { numRuns },
  );
});

test('a window of time is empty after any pause, however long', () => {
  const window = new TimeWindow(100, 10);
  window.record(5, true, true);
  window.record(1e12, false, false);
  expect(window).toMatchObject({ calls: 1, failures: 0, slow: 0 });
});
