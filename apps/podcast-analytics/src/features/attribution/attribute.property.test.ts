import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveAttribution, naiveShares } from '../../../test/naive-attribution.ts';
import { allocate } from '../../platform/money/proportion.ts';
import { attribute, type Credit, type Exposure } from './attribute.ts';
import { models, wholeCredit } from './credits.ts';

const day = 86_400_000;
const converted = Date.UTC(2026, 2, 29, 12); // the day on which clocks change in Europe

// Whole days are among them, so that edges of windows and ties come up.
const exposure = fc
  .record({
    before: fc.oneof(
      fc.integer({ min: -3, max: 62 }).map((n) => n * day),
      fc.integer({ min: -3 * day, max: 62 * day }),
    ),
    episodeId: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ before, episodeId }) => ({ episodeId, time: converted - before }));

const exposures = fc
  .uniqueArray(exposure, { maxLength: 12, selector: ({ episodeId, time }) => `${episodeId} ${time}` })
  .map((all) => all.map((each): Exposure => ({ ...each, spotId: 'spot', position: 'mid' })));

test('every model gives what the naive model gives, one credit and the value of the conversion in all', () => {
  fc.assert(
    fc.property(
      exposures,
      fc.constantFrom(...models),
      fc.integer({ min: 1, max: 60 }),
      fc.oneof(fc.nat(20_000), fc.constant(Number.MAX_SAFE_INTEGER)),
      (heard, model, days, valueMinor) => {
        const conversion = { id: 'c', time: converted, valueMinor, exposures: heard };
        const credits = attribute(conversion, model, days);
        const keyed = heard.map((each) => ({ time: each.time, key: keyOf(each) }));
        const naive = naiveAttribution(model, keyed, conversion, days);
        expect(new Map(credits.map((credit) => [keyOf(credit), shareOf(credit)]))).toEqual(naive);
        const all = credits.reduce((sum, each) => sum + each.micros, 0);
        expect(all).toBe(naive.size === 0 ? 0 : wholeCredit);
        const value = credits.reduce((sum, each) => sum + BigInt(each.valueMinor), 0n);
        expect(value).toBe(naive.size === 0 ? 0n : BigInt(valueMinor));
      },
    ),
    { numRuns: 1000 },
  );
});

test('shares are those that whole numbers come nearest with, and lose nothing', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 9 }).filter((weights) => weights.some((weight) => weight > 0)),
      (total, weights) => {
        expect(allocate(total, weights)).toEqual(naiveShares(total, weights));
      },
    ),
  );
});

function keyOf({ episodeId, time }: Pick<Credit, 'episodeId' | 'time'>): string {
  return `${episodeId} ${time}`;
}

function shareOf({ micros, valueMinor }: Credit) {
  return { micros, valueMinor };
}
