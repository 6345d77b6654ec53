// Experiments in which the variants do the same: what is found in them is false.
import { describe, expect, test } from 'vitest';
import { compare, type SequentialLook, sequential, srm, summarize } from '../src/experiments.ts';
import { seeded } from './seeded.ts';

const level = 0.05;

/** Two samples of one distribution. */
function conversions(random: () => number, units: number, rate: number) {
  let count = 0;
  for (let i = 0; i < units; i++) if (random() < rate) count++;
  return { conversions: count, units };
}

function falsePositives(experiments: number, isFound: (random: () => number) => boolean): number {
  const random = seeded(2_026);
  let found = 0;
  for (let i = 0; i < experiments; i++) if (isFound(random)) found++;
  return found / experiments;
}

describe('in 4,000 A/A experiments', () => {
  test('compare finds a difference of rates in 5 % ± 1', () => {
    const found = falsePositives(4_000, (random) => {
      const [control, treatment] = [conversions(random, 1_000, 0.2), conversions(random, 1_000, 0.2)];
      return compare({ control, treatment }).pValue < level;
    });
    expect(found).toBeGreaterThan(0.04);
    expect(found).toBeLessThan(0.06);
  });

  test('compare finds a difference of means in 5 % ± 1, with skewed values and unlike sizes', () => {
    const revenue = (random: () => number, units: number) =>
      summarize(Array.from({ length: units }, () => -Math.log(1 - random()) * 30));
    const found = falsePositives(4_000, (random) => {
      return compare({ control: revenue(random, 200), treatment: revenue(random, 300) }).pValue < level;
    });
    expect(found).toBeGreaterThan(0.04);
    expect(found).toBeLessThan(0.06);
  });

  test('the interval of compare misses the true difference in 5 % ± 1', () => {
    const missed = falsePositives(4_000, (random) => {
      const [control, treatment] = [conversions(random, 800, 0.1), conversions(random, 800, 0.14)];
      const [low, high] = compare({ control, treatment }).interval;
      return low > 0.04 || high < 0.04;
    });
    expect(missed).toBeGreaterThan(0.04);
    expect(missed).toBeLessThan(0.06);
  });

  test('srm rings in about one of a thousand', () => {
    const found = falsePositives(4_000, (random) => {
      const { conversions: a, units } = conversions(random, 1_000, 0.5);
      return srm({ a, b: units - a }, { a: 1, b: 1 }).mismatch;
    });
    expect(found).toBeLessThan(0.003);
  });
});

test('looking 50 times, compare is wrong in a quarter of all experiments, and sequential in less than one of twenty', () => {
  const looks = { naive: 0, sequential: 0 };
  const random = seeded(7);
  const experiments = 300;
  for (let i = 0; i < experiments; i++) {
    let [c, t, units] = [0, 0, 0];
    let previous: SequentialLook | undefined;
    let naive = false;
    for (let look = 0; look < 50; look++) {
      c += conversions(random, 200, 0.1).conversions;
      t += conversions(random, 200, 0.1).conversions;
      units += 200;
      const arms = { control: { conversions: c, units }, treatment: { conversions: t, units } };
      naive ||= compare(arms).pValue < level;
      previous = sequential(arms, { effect: 0.01, ...(previous ? { previous } : {}) });
    }
    if (naive) looks.naive++;
    if (previous && previous.pValue < level) looks.sequential++;
  }
  expect(looks.naive / experiments).toBeGreaterThan(0.2);
  expect(looks.sequential / experiments).toBeLessThan(level);
});
