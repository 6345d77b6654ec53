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
import { compare, sequential, srm, summarize } from '../src/experiments.ts';

/** Relative for what is small or large, so that a p-value of 1e-11 has its digits too. */
function expectClose(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * (expected === 0 ? 1 : Math.abs(expected)));
}

describe('the tails of distributions agree with SciPy to nine digits', () => {
  test.each([
    [0, 3, 1],
    [0.01, 1, 0.92034432544594204],
    [1, 1, 0.3173105078629141],
    [3.841458820694124, 1, 0.05],
    [10.827566170662733, 1, 0.001],
    [5, 2, 0.082084998623898795],
    [7.5, 3, 0.057558451972636407],
    [50, 3, 7.9891792449514711e-11],
    [30, 40, 0.87521878496747518],
    [120, 40, 6.3519183403789761e-10],
    [1_000, 999, 0.48513148927490147],
  ])('chi-square at %d with %d degrees of freedom', (x, degreesOfFreedom, tail) => {
    expectClose(chiSquareTail(x, degreesOfFreedom), tail);
  });

  test.each([
    [0, 1],
    [0.5, 0.61707507745197379],
    [1, 0.3173105078629141],
    [-3, 0.0026997960632601891],
    [6, 1.9731752900753963e-9],
    [10, 1.5239706048321052e-23],
  ])('normal at %d', (z, tails) => {
    expectClose(normalTails(z), tails);
  });

  test.each([
    [0, 5, 1],
    [0.1, 1, 0.93654896513889286],
    [-1, 1, 0.5],
    [12.706204736174694, 1, 0.05],
    [2.5, 2.5, 0.10456996307815539],
    [2, 17.3, 0.061452186766184984],
    [4.2, 60, 8.9855367563714058e-5],
    [1.96, 1_000.5, 0.050273046275026308],
    [2.5758, 1e6, 0.010000989666303164],
    [1.5, 1e8, 0.13361440569470752],
    [8, 30, 6.2658224757007589e-9],
  ])("Student's t at %d with %d degrees of freedom", (t, degreesOfFreedom, tails) => {
    expectClose(studentTails(t, degreesOfFreedom), tails);
  });

  test.each([
    [0.5, 0.67448975019608174],
    [0.2, 1.2815515655446005],
    [0.05, 1.9599639845400542],
    [0.01, 2.5758293035489008],
    [1e-6, 4.8916384756985904],
    [1e-9, 6.1094102048693971],
  ])('the normal quantile for %d', (tails, z) => {
    expectClose(normalQuantile(tails), z);
  });

  test.each([
    [0.05, 1, 12.706204736174705],
    [0.05, 2.5, 3.5746548420036832],
    [0.05, 17.3, 2.1070320037534681],
    [0.01, 60, 2.6602830288550372],
    [0.05, 1e6, 1.959966356814107],
    [0.001, 8, 5.0413054333733674],
    [1e-6, 3, 130.15458955835795],
  ])("the quantile of Student's t for %d with %d degrees of freedom", (tails, degreesOfFreedom, t) => {
    expectClose(studentQuantile(tails, degreesOfFreedom), t);
  });
});

describe('srm', () => {
  test.each([
    [{ a: 50_210, b: 49_790 }, { a: 50, b: 50 }, 1.764, 0.18412637278497957, false],
    [{ a: 821_588, b: 815_482 }, { a: 1, b: 1 }, 22.77436884189436, 1.821792872619186e-6, true],
    [{ a: 300, b: 310, c: 420 }, { a: 1, b: 1, c: 1 }, 25.825242718446603, 2.4667196689935308e-6, true],
    [{ a: 10, b: 20, c: 70 }, { a: 10, b: 20, c: 70 }, 0, 1, false],
    [{ c: 10_000, a: 4_800, b: 5_200 }, { a: 25, b: 25, c: 50 }, 16, 0.00033546262790251184, true],
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
  test.each([
    [480, 10_000, 560, 10_000, 0.95, 0.008, 0.0018450668953932327, 0.014168252122184236, 0.010839764531605196],
    [56, 70, 48, 80, 0.95, -0.2, -0.33387265403690598, -0.052431472402364878, 0.0080450813681965847],
    [9, 10, 3, 10, 0.95, -0.6, -0.80901797353548798, -0.17052272393450288, 0.0061698993205441622],
    [6, 7, 2, 7, 0.95, -0.57142857142857143, -0.80624963752422776, -0.058227927482312202, 0.030753561259274572],
    [5, 56, 0, 29, 0.95, -0.089285714285714286, -0.19256001385511162, 0.038137147903536903, 0.097186568170579726],
    [0, 10, 0, 20, 0.95, 0, -0.27753279986288925, 0.16112515805281939, 1],
    [10, 10, 0, 10, 0.99, -1, -1, -0.43593513184017501, 7.7442164310440836e-6],
    [0, 10, 10, 10, 0.95, 1, 0.60750935043052416, 1, 7.7442164310440836e-6],
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
    [20.82, 7.93, 15, 22.98, 3.07, 15, 0.95, 2.16, 0.39029231455760322, 3.9297076854423968, 0.018885791963431893],
    [20, 4, 10, 18.6, 16, 20, 0.95, -1.4, -3.6439832857667304, 0.8439832857667304, 0.21174324931375393],
    [100, 2500, 50_000, 101, 2600, 51_000, 0.99, 1, 0.1814526370812697, 1.8185473629187303, 0.0016506532611945306],
    [0, 1, 2, 1, 0, 2, 0.95, 1, -7.9846435320937607, 9.9846435320937607, 0.39182655203060727],
    [5, 0, 3, 6, 2, 40, 0.9, 1, 0.62325046942554683, 1.3767495305744532, 6.5156914509809704e-5],
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
  '96/2000 140/2000': [0.10320125666246243, -0.0026973134608804538, 0.046697313460880454],
  '480/10000 560/10000': [0.16497209165133021, -0.0015501424253248315, 0.017550142425324831],
  '0/50 9/50': [0.06253351786799759, -0.042759153362242321, 0.40275915336224232],
  '20.82 22.98': [5.1441894376643824e-13, 1.3336726955930623, 2.9863273044069377],
  '100 101': [0.054805029721141174, 0.089239806844048952, 1.910760193155951],
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
