import { createFakeClock } from '@scry/internal/fake-clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChaosOptions, createChaos, fault } from '../src/index.ts';
import { bitsOf, recorder, rejection, scenarioOf } from './outcomes.ts';

const broken = scenarioOf();

describe('the budget', () => {
  test('bounds the calls that are disturbed at one time', async () => {
    const clock = createFakeClock();
    const { events, onEvent } = recorder();
    const chaos = createChaos({ clock, budget: { maxActive: 2 }, onEvent });
    const point = chaos.point('a', async () => clock.now());
    const handle = chaos.enable(scenarioOf({ fault: fault.latency(100) }));
    const calls = [point(), point(), point()];
    expect(chaos.snapshot()).toMatchObject({ disturbing: 2, scenarios: [{ injections: 2, skipped: 1 }] });
    await clock.advance(100);
    expect(await Promise.all(calls)).toEqual([100, 100, 0]);
    expect(events.filter((event) => Object(event).type === 'skipped')).toEqual([
      { type: 'skipped', name: 'test', point: 'a', call: 3, reason: 'budget' },
    ]);
    const again = point();
    handle.stop();
    await clock.advance(100);
    expect(await again).toBe(200);
  });

  test('is given back by a call that fails, and by one that throws', async () => {
    const chaos = createChaos({ budget: { maxActive: 1 } });
    const rejecting = chaos.point('a', async () => 1);
    const throwing = chaos.point('a', () => 1, { async: false });
    using _armed = chaos.enable(broken);
    for (let call = 0; call < 3; call++) {
      expect(await rejection(rejecting())).toMatchObject({ code: 'ECONNREFUSED' });
      expect(throwing).toThrow();
    }
  });

  test('of a rate is never exceeded over the last 1,000 calls, whatever is asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 2_500 }),
        (maxRate, probability, calls) => {
          const chaos = createChaos({ seed: 5, budget: { maxRate } });
          using _armed = chaos.enable(
            scenarioOf({ fault: fault.result('hit'), when: (turn) => turn.random() < probability }),
          );
          const point = chaos.point('a', () => 'real', { async: false });
          const bits = Array.from({ length: calls }, () => Number(point() === 'hit'));
          // The reference counts each window by itself, the short ones at the start included.
          for (let end = 1; end <= calls; end++) {
            if (end < 1_000 || end % 97 === 0 || end === calls) {
              const last = bits.slice(Math.max(0, end - 1_000), end);
              const disturbed = last.reduce((sum, bit) => sum + bit, 0);
              if (disturbed > maxRate * last.length) return false;
            }
          }
          return true;
        },
      ),
      { numRuns: 30 },
    );
  });

  test('of a rate is used up: a half of all calls at 0.5', () => {
    const chaos = createChaos({ budget: { maxRate: 0.5 } });
    using _armed = chaos.enable(broken);
    expect(bitsOf(chaos, 8)).toBe('01010101');
    expect(bitsOf(chaos, 2, 'a')).toBe('01');
  });

  test('of a rate is used up also when the first calls are no longer counted', () => {
    const chaos = createChaos({ budget: { maxRate: 0.5 } });
    using _armed = chaos.enable(broken);
    expect(bitsOf(chaos, 3_000)).toBe('01'.repeat(1_500));
  });

  test.each<[ChaosOptions['budget'], string]>([
    [{ maxActive: -1 }, 'maxActive must be an integer >= 0 or Infinity, got -1'],
    [{ maxActive: 0.5 }, 'maxActive must be an integer >= 0 or Infinity, got 0.5'],
    [{ maxRate: 1.5 }, 'maxRate must be a number in [0, 1], got 1.5'],
    [{ maxRate: Number.NaN }, 'maxRate must be a number in [0, 1], got NaN'],
  ])('refuses %o', (budget, message) => {
    expect(() => createChaos({ ...(budget && { budget }) })).toThrow(new RangeError(`createChaos: budget: ${message}`));
  });
});
