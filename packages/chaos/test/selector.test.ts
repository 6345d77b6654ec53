import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { createChaos, type Selector, when } from '../src/index.ts';
import { bitsOf, reported, scenarioOf } from './outcomes.ts';

const hits = (selector: Selector, calls: number): string => {
  const chaos = createChaos({ seed: 'selectors' });
  chaos.enable(scenarioOf({ when: selector }));
  return bitsOf(chaos, calls);
};

describe('a selector', () => {
  test('counts exactly', () => {
    expect(hits(when.everyNth(3), 9)).toBe('001001001');
    expect(hits(when.everyNth(1), 3)).toBe('111');
    expect(hits(when.first(2), 5)).toBe('11000');
    expect(hits(when.first(0), 2)).toBe('00');
  });

  test('of a sequence goes call by call, and disturbs nothing after its end', () => {
    expect(hits(when.sequence('1011'), 7)).toBe('1011000');
    expect(hits(when.sequence([true, 0, 1, false]), 5)).toBe('10100');
    expect(hits(when.sequence(''), 2)).toBe('00');
  });

  test('begins anew each time that the scenario is armed', () => {
    const chaos = createChaos();
    for (const expected of ['1100', '1100']) {
      using _armed = chaos.enable(scenarioOf({ when: when.first(2) }));
      expect(bitsOf(chaos, 4)).toBe(expected);
    }
  });

  test('of probability 0 never disturbs, and of probability 1 always does', () => {
    expect(hits(when.probability(0), 10_000)).not.toContain('1');
    expect(hits(when.probability(1), 10_000)).not.toContain('0');
  });

  test('asks a function for the probability at each call', () => {
    const answers = [1, 0, 1];
    expect(
      hits(
        when.probability(() => answers.shift() ?? 0),
        4,
      ),
    ).toBe('1010');
  });

  test.each([Number.NaN, 1.1, -0.1])(
    'disturbs nothing and reports it when the probability is asked for and is %d',
    (p) => {
      const warned = reported();
      expect(
        hits(
          when.probability(() => p),
          1,
        ),
      ).toBe('0');
      expect(warned.mock.calls[0]?.[0]).toMatchObject({
        message: `when.probability: the result of p must be a number in [0, 1], got ${p}`,
      });
      warned.mockRestore();
    },
  );

  test('of a ramp moves from one probability to the other, and stays there', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock, seed: 1 });
    using _armed = chaos.enable(scenarioOf({ when: when.ramp(0, 1, 1_000) }));
    const shares: number[] = [];
    for (const ms of [0, 500, 500, 5_000]) {
      await clock.advance(ms);
      shares.push(bitsOf(chaos, 1_000).replaceAll('0', '').length / 1_000);
    }
    expect([shares[0], shares[2], shares[3]]).toEqual([0, 1, 1]);
    expect(shares[1]).toBeCloseTo(0.5, 1);
  });

  test('of a window is on and off in turn', async () => {
    const clock = createFakeClock();
    const chaos = createChaos({ clock });
    using _armed = chaos.enable(scenarioOf({ when: when.window(20, 30) }));
    let bits = '';
    for (let at = 0; at < 100; at += 10) {
      bits += bitsOf(chaos, 1);
      await clock.advance(10);
    }
    expect(bits).toBe('1100011000');
  });

  test('that throws disturbs nothing, and its error is reported', () => {
    const warned = reported();
    const broken = new Error('selector');
    expect(
      hits(() => {
        throw broken;
      }, 1),
    ).toBe('0');
    expect(warned).toHaveBeenCalledWith(broken);
    warned.mockRestore();
  });

  test.each<[() => Selector, string]>([
    [() => when.probability(1.1), 'when.probability: p must be a number in [0, 1] or a function, got 1.1'],
    [() => when.probability(-0.1), 'when.probability: p must be a number in [0, 1] or a function, got -0.1'],
    [() => when.probability(Number.NaN), 'when.probability: p must be a number in [0, 1] or a function, got NaN'],
    [() => when.everyNth(0), 'when.everyNth: n must be an integer >= 1, got 0'],
    [() => when.everyNth(1.5), 'when.everyNth: n must be an integer >= 1, got 1.5'],
    [() => when.first(-1), 'when.first: n must be an integer >= 0, got -1'],
    [() => when.first(0.5), 'when.first: n must be an integer >= 0, got 0.5'],
    [() => when.sequence('012'), 'when.sequence: bits must be a string or list of 0 and 1, got "012"'],
    [() => when.ramp(0, 2, 1), 'when.ramp: to must be a number in [0, 1], got 2'],
    [() => when.ramp(-1, 1, 1), 'when.ramp: from must be a number in [0, 1], got -1'],
    [() => when.ramp(0, 1, 0), 'when.ramp: overMs must be a finite number > 0, got 0'],
    [() => when.ramp(0, 1, Infinity), 'when.ramp: overMs must be a finite number > 0, got Infinity'],
    [() => when.window(0, 1), 'when.window: onMs must be a finite number > 0, got 0'],
    [() => when.window(1, Infinity), 'when.window: offMs must be a finite number > 0, got Infinity'],
  ])('refuses a wrong parameter: %s', (make, message) => {
    expect(make).toThrow(new RangeError(message));
  });

  test('takes the values at the ends of what is valid', () => {
    const turn = { point: 'a', call: 1, elapsedMs: 0, random: () => 0 };
    const ends = [when.everyNth(1), when.first(0), when.sequence(''), when.ramp(1, 0, 1), when.ramp(0, 1, 1)];
    expect(ends.map((selector) => selector(turn))).toEqual([true, false, false, true, false]);
  });

  test('refuses a list of anything else', () => {
    expect(() => when.sequence([2 as 1])).toThrow(TypeError);
    expect(() => when.sequence({} as [])).toThrow(TypeError);
  });
});
