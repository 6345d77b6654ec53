import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { createChaos } from '../src/index.ts';
import { chaosMonkey } from '../src/presets.ts';
import { reported, scenarioOf } from './outcomes.ts';

describe('chaosMonkey', () => {
  const both = [scenarioOf({ name: 'one', points: 'a' }), scenarioOf({ name: 'two', points: 'b' })];

  test('arms all of its scenarios until the block ends', () => {
    const chaos = createChaos();
    {
      using monkey = chaosMonkey(chaos, both);
      expect([monkey.active, monkey.scenarios, chaos.armed]).toEqual([true, ['one', 'two'], 2]);
    }
    expect(chaos.armed).toBe(0);
  });

  test('arms one at a time in an order that the seed decides', async () => {
    const orderOf = async (seed: number) => {
      const clock = createFakeClock();
      const chaos = createChaos({ seed, clock });
      const monkey = chaosMonkey(chaos, both, { everyMs: 1_000, clock });
      const order: string[] = [];
      for (let round = 0; round < 20; round++) {
        expect(chaos.armed).toBe(1);
        order.push(...monkey.scenarios);
        await clock.advance(1_000);
      }
      monkey.stop();
      expect([monkey.active, monkey.scenarios, clock.pending]).toEqual([false, [], 0]);
      return order.join();
    };
    const first = await orderOf(1);
    expect(first).toContain('one');
    expect(first).toContain('two');
    expect(await orderOf(1)).toBe(first);
    expect(await orderOf(2)).not.toBe(first);
  });

  test('does not go on after a kill, nor where nothing may be armed any more', async () => {
    const clock = createFakeClock();
    let enabled = true;
    const chaos = createChaos({ clock, enabled: () => enabled });
    const killed = chaosMonkey(chaos, both, { everyMs: 10, clock });
    chaos.kill('enough');
    await clock.advance(100);
    expect([killed.active, clock.pending]).toEqual([false, 0]);
    const warned = reported();
    const refused = chaosMonkey(chaos, both, { everyMs: 10, clock });
    enabled = false;
    await clock.advance(100);
    expect([refused.active, chaos.armed, clock.pending]).toEqual([false, 0, 0]);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
  });

  test('refuses an empty list and a wrong interval', () => {
    const chaos = createChaos();
    expect(() => chaosMonkey(chaos, [])).toThrow('chaosMonkey: scenarios must be a list that is not empty');
    for (const everyMs of [0, Infinity])
      expect(() => chaosMonkey(chaos, both, { everyMs })).toThrow(
        new RangeError(`chaosMonkey: everyMs must be a finite number > 0, got ${everyMs}`),
      );
  });
});
