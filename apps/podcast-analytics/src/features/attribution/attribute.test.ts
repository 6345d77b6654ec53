import { describe, expect, test } from 'vitest';
import { attribute, type Conversion, type Exposure } from './attribute.ts';
import { models } from './credits.ts';

const day = 86_400_000;
const time = Date.UTC(2026, 2, 10);
const heard = (before: number, more: Partial<Exposure> = {}): Exposure => ({
  ...{ spotId: 'a', position: 'pre', episodeId: 1, time: time - before },
  ...more,
});
const of = (...exposures: Exposure[]): Conversion => ({ id: 'c', time, valueMinor: 1000, exposures });
const shares = (conversion: Conversion, model: (typeof models)[number], days = 30) =>
  attribute(conversion, model, days).map(({ spotId, micros, valueMinor }) => [spotId, micros, valueMinor]);

describe('the window', () => {
  test('reaches back exactly as many times 24 hours, in every model', () => {
    for (const model of models) {
      expect(shares(of(heard(30 * day)), model)).toEqual([['a', 1_000_000, 1000]]);
      expect(shares(of(heard(30 * day + 1)), model)).toEqual([]);
    }
    expect(shares(of(heard(30 * day + 1)), 'last', 31)).toHaveLength(1);
  });

  test('ends with the conversion: what was heard afterwards gets nothing', () => {
    expect(shares(of(heard(0)), 'last')).toHaveLength(1);
    expect(shares(of(heard(-1)), 'last')).toEqual([]);
  });
});

describe('a conversion', () => {
  const three = of(heard(14 * day, { spotId: 'old' }), heard(0, { spotId: 'new' }), heard(7 * day, { spotId: 'mid' }));

  test('is owed to the last, to the first, to all alike, or to all by how long ago they were', () => {
    expect(shares(three, 'last')).toEqual([['new', 1_000_000, 1000]]);
    expect(shares(three, 'first')).toEqual([['old', 1_000_000, 1000]]);
    expect(shares(three, 'linear')).toEqual([
      ['old', 333_334, 334],
      ['mid', 333_333, 333],
      ['new', 333_333, 333],
    ]);
    // 1/4, 1/2 and 1 of a sum of 7/4.
    expect(shares(three, 'time-decay')).toEqual([
      ['old', 142_857, 143],
      ['mid', 285_714, 286],
      ['new', 571_429, 571],
    ]);
  });

  test('after spots of one download is owed in the order in which they are heard', () => {
    const tied = of(
      heard(day, { spotId: 'z', position: 'pre' }),
      heard(day, { spotId: 'y', position: 'post' }),
      heard(day, { spotId: 'b', position: 'mid' }),
      heard(day, { spotId: 'a', position: 'mid' }),
    );
    expect(shares(tied, 'first')).toEqual([['z', 1_000_000, 1000]]);
    expect(shares(tied, 'last')).toEqual([['y', 1_000_000, 1000]]);
    expect(shares(tied, 'linear').map(([spot]) => spot)).toEqual(['z', 'a', 'b', 'y']);
  });

  test('with a promo code is owed to the code alone, whoever heard what', () => {
    const credits = attribute({ ...three, promoCode: 'BREAD10' }, 'linear', 30);
    expect(credits).toEqual([{ conversionId: 'c', promoCode: 'BREAD10', micros: 1_000_000, valueMinor: 1000 }]);
  });

  test('without a value is one conversion all the same', () => {
    expect(shares({ ...of(heard(1)), valueMinor: 0 }, 'linear')).toEqual([['a', 1_000_000, 0]]);
  });
});
