import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawAt, streamKey } from '../src/draw.ts';
import { createChaos, fault, latency, type Scenario, when } from '../src/index.ts';
import { outcomeOf, scenarioOf } from './outcomes.ts';

/** `npm run proof -- chaos` sets it: the long form of what is short in everyday tests. */
const isLong = process.env['SCRY_PROOF_RUNS'] !== undefined;

const scenarios: readonly Scenario[] = [
  scenarioOf({ name: 'half', points: '*', when: when.probability(0.5), fault: fault.result('half') }),
  scenarioOf({ name: 'few', points: ['a', 'b'], when: when.probability(0.1), times: 5 }),
  scenarioOf({
    name: 'choice',
    points: /c|d/,
    when: when.everyNth(3),
    fault: fault.oneOf([
      [1, fault.drop()],
      [2, fault.error('reset')],
      [3, fault.result(1)],
    ]),
  }),
];

/** Calls each of four points fifty times, in an order that the shuffle decides, from concurrent tasks. */
async function journalOf(seed: string, order: readonly number[]): Promise<string> {
  const chaos = createChaos({ seed });
  using _armed = chaos.enable(scenarios);
  const points = ['a', 'b', 'c', 'd'].map((name) => chaos.point(name, () => name, { async: false }));
  const calls = order.map((place) => points[place % 4]);
  await Promise.all(
    calls.map(async (point, index) => {
      if (index % 3 === 0) await turn();
      if (point) outcomeOf(point);
    }),
  );
  return JSON.stringify(chaos.history());
}

describe('the same seed', () => {
  test('draws the same numbers for good: a journal that was kept is replayed by later versions', () => {
    const key = streamKey('42', 'no-db', '1', 'db.read');
    const draws = [drawAt(key, 1, 0), drawAt(key, 1, 1), drawAt(key, 1, 2), drawAt(key, 2, 0), drawAt(key, 1e6, 3)];
    expect(draws).toEqual([
      0.624252870446071, 0.015998576767742634, 0.684924898436293, 0.7631601416505873, 0.6722466526553035,
    ]);
  });

  test('writes the same history in 100 shuffled interleavings', async () => {
    const order = Array.from({ length: 200 }, (_, place) => place);
    const expected = await journalOf('seed', order);
    expect(JSON.parse(expected).length).toBeGreaterThan(100);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(order, { minLength: order.length }), async (shuffled) => {
        expect(await journalOf('seed', shuffled)).toBe(expected);
      }),
      { numRuns: 100 },
    );
  });

  test('draws the same delays, and another seed others', () => {
    const delays = (seed: number): number[] => {
      const seen: number[] = [];
      const chaos = createChaos({ seed });
      const distribution = latency.uniform(0, 1_000);
      using _armed = chaos.enable(
        scenarioOf({ fault: fault.latency((random) => 0 * seen.push(distribution(random))) }),
      );
      const point = chaos.point('a', async () => 1, { async: false });
      for (let call = 0; call < 20; call++) point();
      return seen;
    };
    expect(delays(1)).toEqual(delays(1));
    expect(delays(1)).not.toEqual(delays(2));
  });

  test('gives each arming chances of its own, so that a scenario armed for each request is no all or nothing', () => {
    const chaos = createChaos({ seed: 9 });
    const point = chaos.point('a', () => 0, { async: false });
    const hits = Array.from({ length: 1_000 }, () =>
      chaos.run(scenarioOf({ when: when.probability(0.5) }), () => outcomeOf(point)),
    );
    const share = hits.filter((hit) => hit === 'error').length / 1_000;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.06);
  });
});

describe('chance', () => {
  const probabilities = [0, 0.01, 0.1, 0.5, 0.9, 1];
  const seeds = isLong ? 100 : 20;
  const draws = isLong ? 1_000_000 : 20_000;

  /** How many standard deviations a count of hits is off; of 0 and 1, where there is none, it must be exact. */
  const offBy = (hits: number, of: number, p: number): number =>
    p === 0 || p === 1
      ? Math.abs(hits - of * p) * Infinity || 0
      : Math.abs(hits - of * p) / Math.sqrt(of * p * (1 - p));

  test(`lies within 4 standard deviations in ${draws} draws of ${seeds} seeds`, () => {
    for (let seed = 0; seed < seeds; seed++) {
      const key = streamKey(String(seed), 'test', '1', 'a');
      const hits = probabilities.map(() => 0);
      for (let call = 1; call <= draws; call++) {
        const drawn = drawAt(key, call, 0);
        for (let index = 0; index < hits.length; index++) {
          if (drawn < (probabilities[index] ?? 0)) hits[index] = (hits[index] ?? 0) + 1;
        }
      }
      for (const [index, p] of probabilities.entries()) expect(offBy(hits[index] ?? 0, draws, p)).toBeLessThan(4);
    }
  }, 600_000);

  test.each(probabilities)('at %d is that of the calls', (p) => {
    const chaos = createChaos({ seed: 'calls' });
    using armed = chaos.enable(scenarioOf({ when: when.probability(p), fault: fault.result(1) }));
    const point = chaos.point('a', () => 0, { async: false });
    const hits = Array.from({ length: 10_000 }, point).reduce((sum, hit) => sum + hit, 0);
    expect(armed.injections).toBe(hits);
    expect(offBy(hits, 10_000, p)).toBeLessThan(4);
  });

  test('of one point tells nothing of another, nor one call of the next', () => {
    const bits = (point: string): number[] => {
      const chaos = createChaos({ seed: 'independent' });
      using _armed = chaos.enable(scenarioOf({ points: '*', when: when.probability(0.5), fault: fault.result(1) }));
      const probe = chaos.point(point, () => 0, { async: false });
      return Array.from({ length: 20_000 }, probe);
    };
    const [a, b] = [bits('a'), bits('b')];
    const same = (left: readonly number[], right: readonly number[]) =>
      (left.filter((bit, index) => bit === right[index]).length - left.length / 2) / Math.sqrt(left.length / 4);
    expect(Math.abs(same(a, b))).toBeLessThan(4);
    expect(Math.abs(same(a.slice(1), a.slice(0, -1)))).toBeLessThan(4);
  });
});

describe('delays', () => {
  test(`are never early on the platform's own timers, in ${isLong ? '10,000' : '200'} of them`, async () => {
    const chaos = createChaos({ seed: 1 });
    const asked: number[] = [];
    const distribution = latency.uniform(0, 30);
    using _armed = chaos.enable(
      scenarioOf({
        fault: fault.latency((random) => {
          const ms = distribution(random);
          asked.push(ms);
          return ms;
        }),
      }),
    );
    const point = chaos.point('a', async () => performance.now());
    const early = await Promise.all(
      Array.from({ length: isLong ? 10_000 : 200 }, async (_, index) => {
        const start = performance.now();
        return (await point()) - start < (asked[index] ?? Number.NaN);
      }),
    );
    expect(early.filter(Boolean)).toEqual([]);
  });
});
