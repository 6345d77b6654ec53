// The expected numbers were computed by SciPy 1.17.1 and, to 17 digits, by mpmath 1.3.0; those of the score intervals are also
// in Newcombe, Statistics in Medicine 17 (1998), table II, to four digits.
import { describe, expect, test } from 'vitest';
import {
  chiSquareTail,
  normalQuantile,
  normalTails,
  studentQuantile,
  studentTails,
} from '../src/experiments/distributions.ts';
import { lnGamma } from '../src/experiments/gamma.ts';
import { compare, sequential, srm, summarize } from '../src/experiments.ts';

/** Relative for what is small or large, so that a p-value of 1e-11 has its digits too. */
function expectClose(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * (expected === 0 ? 1 : Math.abs(expected)));
}

test.each([
  [10, 362_880],
  [11, 3_628_800],
  [13, 479_001_600],
])('the logarithm of the gamma function of %d is that of a factorial, to 13 digits', (x, factorial) => {
  expect(Math.abs(lnGamma(x) / Math.log(factorial) - 1)).toBeLessThan(1e-13);
});

describe('the tails of distributions agree with SciPy to nine digits', () => {
  test.each([
    [0, 3, 1],
    [0.01, 1, 0.920344325445942],
    [1, 1, 0.3173105078629141],
    [3.841458820694124, 1, 0.05],
    [10.827566170662733, 1, 0.001],
    [5, 2, 0.0820849986238988],
    [7.5, 3, 0.057558451972636406],
    [50, 3, 7.989179244951472e-11],
    [30, 40, 0.8752187849674752],
    [120, 40, 6.351918340378976e-10],
    [1_000, 999, 0.48513148927490146],
  ])('chi-square at %d with %d degrees of freedom', (x, degreesOfFreedom, tail) => {
    expectClose(chiSquareTail(x, degreesOfFreedom), tail);
  });

  test.each([
    [0, 1],
    [0.5, 0.6170750774519738],
    [1, 0.3173105078629141],
    [-3, 0.002699796063260189],
    [6, 1.973175290075396e-9],
    [10, 1.523970604832105e-23],
  ])('normal at %d', (z, tails) => {
    expectClose(normalTails(z), tails);
  });

  test.each([
    [0, 5, 1],
    [0.1, 1, 0.9365489651388929],
    [-1, 1, 0.5],
    [12.706204736174694, 1, 0.05],
    [2.5, 2.5, 0.10456996307815539],
    [2, 17.3, 0.06145218676618498],
    [4.2, 60, 8.985536756371406e-5],
    [1.96, 1_000.5, 0.05027304627502631],
    [2.5758, 1e6, 0.010000989666303164],
    [1.5, 1e8, 0.13361440569470753],
    [8, 30, 6.265822475700759e-9],
  ])("Student's t at %d with %d degrees of freedom", (t, degreesOfFreedom, tails) => {
    expectClose(studentTails(t, degreesOfFreedom), tails);
  });

  test.each([
    [0.5, 0.6744897501960817],
    [0.2, 1.2815515655446006],
    [0.05, 1.9599639845400543],
    [0.01, 2.575829303548901],
    [1e-6, 4.89163847569859],
    [1e-9, 6.1094102048693975],
  ])('the normal quantile for %d', (tails, z) => {
    expectClose(normalQuantile(tails), z);
  });

  test.each([
    [0.05, 1, 12.706204736174705],
    [0.05, 2.5, 3.574654842003683],
    [0.05, 17.3, 2.107032003753468],
    [0.01, 60, 2.660283028855037],
    [0.05, 1e6, 1.959966356814107],
    [0.001, 8, 5.041305433373368],
    [1e-6, 3, 130.15458955835794],
  ])("the quantile of Student's t for %d with %d degrees of freedom", (tails, degreesOfFreedom, t) => {
    expectClose(studentQuantile(tails, degreesOfFreedom), t);
  });
});

describe('srm', () => {
  test.each([
    [{ a: 50_210, b: 49_790 }, { a: 50, b: 50 }, 1.764, 0.18412637278497956, false],
    [{ a: 821_588, b: 815_482 }, { a: 1, b: 1 }, 22.77436884189436, 1.821792872619186e-6, true],
    [{ a: 300, b: 310, c: 420 }, { a: 1, b: 1, c: 1 }, 25.825242718446603, 2.466719668993531e-6, true],
    [{ a: 10, b: 20, c: 70 }, { a: 10, b: 20, c: 70 }, 0, 1, false],
    [{ c: 10_000, a: 4_800, b: 5_200 }, { a: 25, b: 25, c: 50 }, 16, 0.00033546262790251185, true],
  ])('tells whether %j fits %j', (counts, weights, chiSquare, pValue, mismatch) => {
    const found = srm(counts, weights);
    expectClose(found.chiSquare, chiSquare);
    expectClose(found.pValue, pValue);
    expect(found).toMatchObject({ mismatch, degreesOfFreedom: Object.keys(weights).length - 1 });
  });

  test.each<[object, object, string]>([
    [{ a: 1, b: 1, z: 1 }, { a: 1, b: 1 }, 'counts must name variants that have a weight, got z'],
    [{ a: 1 }, { a: 1 }, 'weights must name at least 2 variants, got 1'],
    [{ a: 1 }, { a: 1, b: 1 }, 'counts.b must be an integer >= 0, got undefined'],
    [{ a: 1 }, { a: 1, toString: 1 }, 'counts.toString must be an integer >= 0, got undefined'],
    [{ a: 1, b: 0.5 }, { a: 1, b: 1 }, 'counts.b must be an integer >= 0, got 0.5'],
    [{ a: 1, b: 1 }, { a: 1, b: 0 }, 'weights.b must be a finite number > 0, got 0'],
    [{ a: 0, b: 0 }, { a: 1, b: 1 }, 'counts must have at least one unit, got 0'],
  ])('refuses %j with %j', (counts, weights, message) => {
    expect(() => srm(counts as never, weights as never)).toThrow(`srm: ${message}`);
  });
});

describe('compare', () => {
  test.each([1e-200, 1e-300, 1e200, 1e307])('does not mind the unit of the metric: a variance of %d', (variance) => {
    const arm = { mean: 0, variance, units: 10 };
    const { interval, pValue } = compare({ control: arm, treatment: arm });
    expect(pValue).toBe(1);
    // 18 degrees of freedom.
    expect(interval[1] / Math.sqrt(variance / 5)).toBeCloseTo(2.10092204024096, 3);
  });

  test.each([
    [480, 10_000, 560, 10_000, 0.95, 0.008, 0.0018450668953932327, 0.014168252122184236, 0.010839764531605196],
    [56, 70, 48, 80, 0.95, -0.2, -0.33387265403690597, -0.05243147240236488, 0.008045081368196585],
    [9, 10, 3, 10, 0.95, -0.6, -0.809017973535488, -0.17052272393450288, 0.006169899320544162],
    [6, 7, 2, 7, 0.95, -0.5714285714285714, -0.8062496375242277, -0.0582279274823122, 0.030753561259274573],
    [5, 56, 0, 29, 0.95, -0.08928571428571429, -0.19256001385511162, 0.0381371479035369, 0.09718656817057973],
    [0, 10, 0, 20, 0.95, 0, -0.27753279986288926, 0.16112515805281938, 1],
    [10, 10, 0, 10, 0.99, -1, -1, -0.435935131840175, 7.744216431044084e-6],
    [0, 10, 10, 10, 0.95, 1, 0.6075093504305241, 1, 7.744216431044084e-6],
  ])(
    'gives the interval of Newcombe for %d of %d and %d of %d',
    (c, ofC, t, ofT, confidence, difference, low, high, p) => {
      const arms = { control: { conversions: c, units: ofC }, treatment: { conversions: t, units: ofT } };
      const found = compare(arms, { confidence });
      expect(found.method).toBe('newcombe');
      expectClose(found.difference, difference);
      expectClose(found.interval[0], low);
      expectClose(found.interval[1], high);
      expectClose(found.pValue, p);
    },
  );

  test.each([
    [20.82, 7.93, 15, 22.98, 3.07, 15, 0.95, 2.16, 0.3902923145576032, 3.9297076854423967, 0.018885791963431892],
    [20, 4, 10, 18.6, 16, 20, 0.95, -1.4, -3.6439832857667303, 0.8439832857667304, 0.21174324931375393],
    [100, 2500, 50_000, 101, 2600, 51_000, 0.99, 1, 0.1814526370812697, 1.8185473629187303, 0.0016506532611945306],
    [0, 1, 2, 1, 0, 2, 0.95, 1, -7.98464353209376, 9.984643532093761, 0.3918265520306073],
    [5, 0, 3, 6, 2, 40, 0.9, 1, 0.6232504694255468, 1.3767495305744533, 6.51569145098097e-5],
  ])(
    'gives the interval of Welch for %d ± √%d of %d',
    (mean, variance, units, m, v, u, confidence, difference, low, high, p) => {
      const arms = { control: { mean, variance, units }, treatment: { mean: m, variance: v, units: u } };
      const found = compare(arms, { confidence });
      expect(found.method).toBe('welch');
      expectClose(found.difference, difference);
      expectClose(found.interval[0], low);
      expectClose(found.interval[1], high);
      expectClose(found.pValue, p);
    },
  );

  const rate = { conversions: 1, units: 10 };
  const mean = { mean: 1, variance: 1, units: 10 };

  test.each<[unknown, unknown, string]>([
    [rate, mean, 'control and treatment must both have conversions, or both a mean and a variance'],
    [mean, rate, 'control and treatment must both have conversions, or both a mean and a variance'],
    [rate, { conversions: 11, units: 10 }, 'treatment.conversions must be an integer from 0 to 10, got 11'],
    [rate, { conversions: 1, units: 0 }, 'treatment.units must be an integer >= 1, got 0'],
    [undefined, rate, 'control must be an object, got undefined'],
    [{ ...mean, mean: Number.NaN }, mean, 'control.mean must be a finite number, got NaN'],
    [{ ...mean, variance: -1 }, mean, 'control.variance must be a finite number >= 0, got -1'],
    [{ ...mean, units: 1 }, mean, 'control.units must be at least 2 to have a variance, got 1'],
    [{ ...mean, variance: 0 }, { ...mean, variance: 0 }, 'one of the variances must be > 0'],
  ])('refuses %j against %j', (control, treatment, message) => {
    expect(() => compare({ control, treatment } as never)).toThrow(`compare: ${message}`);
  });

  test.each([0, 1, 95, Number.NaN])('refuses a confidence of %d', (confidence) => {
    expect(() => compare({ control: rate, treatment: rate }, { confidence })).toThrow('compare: confidence must be');
  });
});

/** p-value, low and high end, from the formulas of the paper in mpmath. */
const looks: Readonly<Record<string, readonly [number, number, number]>> = {
  '96/2000 140/2000': [0.10320125666246242, -0.002697313460880454, 0.046697313460880456],
  '480/10000 560/10000': [0.1649720916513302, -0.0015501424253248316, 0.017550142425324832],
  '0/50 9/50': [0.06253351786799759, -0.04275915336224232, 0.40275915336224233],
  '20.82 22.98': [5.144189437664382e-13, 1.3336726955930622, 2.9863273044069376],
  '100 101': [0.05480502972114117, 0.08923980684404895, 1.910760193155951],
};

describe('sequential', () => {
  test.each([
    [96, 2_000, 140, 2_000, 0.01, 0.95],
    [480, 10_000, 560, 10_000, 0.008, 0.95],
    [0, 50, 9, 50, 0.1, 0.99],
  ])('gives the always-valid p-value and interval for %d of %d and %d of %d', (c, ofC, t, ofT, effect, confidence) => {
    const arms = { control: { conversions: c, units: ofC }, treatment: { conversions: t, units: ofT } };
    const { pValue, interval } = sequential(arms, { effect, confidence });
    const expected = looks[`${c}/${ofC} ${t}/${ofT}`];
    expectClose(pValue, expected?.[0] ?? Number.NaN);
    expectClose(interval[0], expected?.[1] ?? Number.NaN);
    expectClose(interval[1], expected?.[2] ?? Number.NaN);
  });

  test.each([
    [20.82, 7.93, 150, 22.98, 3.07, 150, 1, 0.95],
    [100, 2_500, 50_000, 101, 2_600, 51_000, 0.5, 0.9],
  ])('gives them for means of %d ± √%d', (mean, variance, units, m, v, u, effect, confidence) => {
    const arms = { control: { mean, variance, units }, treatment: { mean: m, variance: v, units: u } };
    const { pValue, interval } = sequential(arms, { effect, confidence });
    const expected = looks[`${mean} ${m}`];
    expectClose(pValue, expected?.[0] ?? Number.NaN);
    expectClose(interval[0], expected?.[1] ?? Number.NaN);
    expectClose(interval[1], expected?.[2] ?? Number.NaN);
  });

  const strong = { control: { conversions: 96, units: 2_000 }, treatment: { conversions: 140, units: 2_000 } };
  const weak = { control: { conversions: 120, units: 2_100 }, treatment: { conversions: 141, units: 2_100 } };

  test('never gives back what an earlier look has shown', () => {
    const first = sequential(strong, { effect: 0.01 });
    const second = sequential(weak, { effect: 0.01, previous: first });
    expect(sequential(weak, { effect: 0.01 }).pValue).toBeGreaterThan(first.pValue);
    expect(second.pValue).toBe(first.pValue);
    expect(second.interval[0]).toBe(first.interval[0]);
    expect(second.interval[1]).toBeLessThan(first.interval[1]);
  });

  test('goes on from a look that was stored as JSON', () => {
    const first = sequential(strong, { effect: 0.01 });
    const stored = JSON.parse(JSON.stringify(first));
    expect(sequential(weak, { effect: 0.01, previous: stored })).toEqual(
      sequential(weak, { effect: 0.01, previous: first }),
    );
  });

  test('says nothing where nothing was seen', () => {
    const nobody = { control: { conversions: 0, units: 5 }, treatment: { conversions: 0, units: 5 } };
    expect(sequential(nobody, { effect: 0.01 })).toMatchObject({ difference: 0, pValue: 1 });
  });

  test.each([
    [{ effect: 0 }, 'effect must be a finite number > 0, got 0'],
    [{}, 'effect must be a finite number > 0, got undefined'],
    [{ effect: 1, previous: {} }, 'previous must be what the last look answered, got an object'],
    [{ effect: 1, looks: 3 }, 'unknown option looks'],
  ])('refuses %j', (options, message) => {
    expect(() => sequential(strong, options as never)).toThrow(`sequential: ${message}`);
  });
});

test('summarize gives mean and variance, for large values too', () => {
  expect(summarize([4, 7, 13, 16])).toEqual({ mean: 10, variance: 30, units: 4 });
  expect(summarize(new Set([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).variance).toBeCloseTo(30, 9);
});

test('summarize refuses what has no variance', () => {
  expect(() => summarize([1])).toThrow('summarize: values must be at least 2 to have a variance, got 1');
  expect(() => summarize([1, Number.NaN])).toThrow('summarize: each value must be a finite number, got NaN');
});
