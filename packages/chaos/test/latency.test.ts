import { describe, expect, test } from 'vitest';
import { latency } from '../src/index.ts';

describe('latency', () => {
  const of = (distribution: (random: () => number) => number, seed = 0) => {
    let state = seed;
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    };
    return Array.from({ length: 20_000 }, () => distribution(random)).sort((a, b) => a - b);
  };
  const quantile = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)];

  test('distributions have the shape that their parameters say', () => {
    expect(new Set(of(latency.fixed(5)))).toEqual(new Set([5]));
    const uniform = of(latency.uniform(10, 20));
    expect(
      [quantile(uniform, 0), quantile(uniform, 0.5), quantile(uniform, 0.999)].map((ms) => Math.round(ms ?? 0)),
    ).toEqual([10, 15, 20]);
    const normal = of(latency.normal(100, 10));
    expect(quantile(normal, 0.5)).toBeCloseTo(100, -1);
    expect(quantile(normal, 0.84)).toBeCloseTo(110, -1);
    const lognormal = of(latency.lognormal(20, 400));
    expect(quantile(lognormal, 0.5)).toBeCloseTo(20, -1);
    expect((quantile(lognormal, 0.99) ?? 0) / 400).toBeCloseTo(1, 0);
    const pareto = of(latency.pareto(10, 2));
    expect(quantile(pareto, 0)).toBeCloseTo(10, 0);
    expect(quantile(pareto, 0.75)).toBeCloseTo(20, 0);
    expect(new Set(of(latency.samples([3, 1, 2])))).toEqual(new Set([1, 2, 3]));
    expect(latency.samples([1])(() => 1)).toBe(0);
  });

  test.each<[() => unknown, string]>([
    [() => latency.fixed(-1), 'latency.fixed: ms must be a finite number >= 0, got -1'],
    [() => latency.uniform(5, 4), 'latency.uniform: maxMs must be a finite number >= 5, got 4'],
    [() => latency.fixed(Infinity), 'latency.fixed: ms must be a finite number >= 0, got Infinity'],
    [() => latency.uniform(-1, 4), 'latency.uniform: minMs must be a finite number >= 0, got -1'],
    [() => latency.uniform(5, Infinity), 'latency.uniform: maxMs must be a finite number >= 5, got Infinity'],
    [() => latency.normal(-1, 1), 'latency.normal: meanMs must be a finite number >= 0, got -1'],
    [() => latency.normal(5, -1), 'latency.normal: deviationMs must be a finite number >= 0, got -1'],
    [() => latency.lognormal(0, 4), 'latency.lognormal: p50Ms must be a finite number > 0, got 0'],
    [() => latency.lognormal(5, 4), 'latency.lognormal: p99Ms must be a finite number >= 5, got 4'],
    [() => latency.lognormal(5, Infinity), 'latency.lognormal: p99Ms must be a finite number >= 5, got Infinity'],
    [() => latency.pareto(0, 1), 'latency.pareto: minMs must be a finite number > 0, got 0'],
    [() => latency.pareto(5, Infinity), 'latency.pareto: shape must be a finite number > 0, got Infinity'],
    [() => latency.pareto(5, 0), 'latency.pareto: shape must be a finite number > 0, got 0'],
    [() => latency.samples([]), 'latency.samples: measuredMs must be a list of delays, got an object'],
    [() => latency.samples([-1]), 'latency.samples: each delay must be a finite number >= 0, got -1'],
  ])('refuses a wrong parameter: %s', (make, message) => {
    expect(make).toThrow(message);
  });

  test('takes one value for both ends, and a spread of nothing', () => {
    const half = () => 0.5;
    const narrow = [latency.fixed(0), latency.uniform(5, 5), latency.normal(5, 0), latency.lognormal(5, 5)];
    expect(narrow.map((each) => each(half))).toEqual([0, 5, 5, 5]);
  });
});
