import { describe, expect, test } from 'vitest';
import type { Contestant } from '../src/interleave.ts';
import { interleave, loopOf, median } from '../src/interleave.ts';

/** Contestants whose blocks take as long as they are told, on a clock that only they move. */
function race(durations: Readonly<Record<string, readonly number[]>>) {
  let time = 0;
  const order: string[] = [];
  const contestants = Object.entries(durations).map(([name, each]): Contestant => {
    let round = 0;
    return {
      name,
      async block(iterations) {
        order.push(name);
        time += each[round++ % each.length] ?? 0;
        return iterations;
      },
    };
  });
  return { contestants, order, now: () => time };
}

describe('interleaving', () => {
  test('runs every contestant once a round, in alternating order, warm-up included', async () => {
    const { contestants, order, now } = race({ a: [1], b: [1], c: [1] });
    await interleave(contestants, { rounds: 2, iterations: 1, warmup: 1, now });
    expect(order.join('')).toBe('cbaabccba');
  });

  test('gives the median of an iteration and of the ratios within each round', async () => {
    const { contestants, now } = race({ bare: [1, 2, 4], ours: [3, 6, 8] });
    const timings = await interleave(contestants, { rounds: 3, iterations: 10, warmup: 0, now });
    expect(timings.get('bare')).toMatchObject({ ns: 2e5, ratio: 1 });
    expect(timings.get('ours')).toMatchObject({ ns: 6e5, ratio: 3 });
  });

  test('leaves the rounds of the warm-up out', async () => {
    const { contestants, now } = race({ bare: [1_000, 1, 1] });
    const timings = await interleave(contestants, { rounds: 2, iterations: 1, warmup: 1, now });
    expect(timings.get('bare')).toEqual({ ns: 1e6, spread: 0, ratio: 1 });
  });

  test('refuses a contestant that did not do the work', async () => {
    const lazy: Contestant = { name: 'lazy', block: async () => 0 };
    const settings = { rounds: 1, iterations: 5, warmup: 0 };
    await expect(interleave([lazy], settings)).rejects.toThrow('lazy must return 5, got 0');
  });
});

describe('a loop', () => {
  test('sums what its runs resolve to', async () => {
    expect(await loopOf(async () => 2)(3)).toBe(6);
  });

  test('ends with the rejection of a run', async () => {
    await expect(loopOf(() => Promise.reject(new Error('broken')))(3)).rejects.toThrow('broken');
  });

  test('is compiled for one contestant', () => {
    const run = async () => 1;
    expect(loopOf(run)).not.toBe(loopOf(run));
  });
});

describe('the median', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10], 10],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});
