import { aDelay, checkValue, type OptionRule } from '@scry/internal/check-options';

/** A distribution of delays: from random numbers in [0, 1) to milliseconds. What is below 0 counts as 0. */
export type Distribution = (random: () => number) => number;

const aPositive: OptionRule = ['number', 'a finite number > 0', (value: number) => value > 0 && value < Infinity];

/** 99 % of a normal distribution lie below so many standard deviations. */
const deviationsOfP99 = 2.3263478740408408;

function fixed(ms: number): Distribution {
  checkValue('latency.fixed: ms', ms, aDelay);
  return () => ms;
}

function uniform(minMs: number, maxMs: number): Distribution {
  checkValue('latency.uniform: minMs', minMs, aDelay);
  checkValue('latency.uniform: maxMs', maxMs, ['number', `a finite number >= ${minMs}`, between(minMs)]);
  return (random) => minMs + random() * (maxMs - minMs);
}

function normal(meanMs: number, deviationMs: number): Distribution {
  checkValue('latency.normal: meanMs', meanMs, aDelay);
  checkValue('latency.normal: deviationMs', deviationMs, aDelay);
  return (random) => meanMs + deviationMs * standardNormal(random);
}

function lognormal(p50Ms: number, p99Ms: number): Distribution {
  checkValue('latency.lognormal: p50Ms', p50Ms, aPositive);
  checkValue('latency.lognormal: p99Ms', p99Ms, ['number', `a finite number >= ${p50Ms}`, between(p50Ms)]);
  const deviation = Math.log(p99Ms / p50Ms) / deviationsOfP99;
  return (random) => p50Ms * Math.exp(deviation * standardNormal(random));
}

function pareto(minMs: number, shape: number): Distribution {
  checkValue('latency.pareto: minMs', minMs, aPositive);
  checkValue('latency.pareto: shape', shape, aPositive);
  return (random) => minMs / (1 - random()) ** (1 / shape);
}

function samples(measuredMs: readonly number[]): Distribution {
  checkValue('latency.samples: measuredMs', measuredMs, [
    'object',
    'a list of delays',
    (list: object) => hasItems(list),
  ]);
  for (const ms of measuredMs) checkValue('latency.samples: each delay', ms, aDelay);
  const sorted = measuredMs.toSorted((a, b) => a - b);
  return (random) => sorted[Math.floor(random() * sorted.length)] ?? 0;
}

/**
 * Distributions of delays, all in milliseconds: `fixed(ms)`, `uniform(min, max)`, `normal(mean, deviation)`,
 * `lognormal(p50, p99)`, `pareto(min, shape)` and `samples(measured)`, which draws from what was measured.
 *
 * @throws TypeError or RangeError when a parameter is wrong.
 * @example
 * const slowDisk = fault.latency(latency.lognormal(20, 400)); // half take 20 ms, one in a hundred 400 ms
 */
export const latency = { fixed, uniform, normal, lognormal, pareto, samples } as const;

/** Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958). */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function between(least: number): (value: number) => boolean {
  return (value) => value >= least && value < Infinity;
}

function hasItems(list: object): boolean {
  return Array.isArray(list) && list.length > 0;
}
