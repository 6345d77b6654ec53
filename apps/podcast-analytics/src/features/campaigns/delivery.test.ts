import { describe, expect, test } from 'vitest';
import type { Spot } from './campaign.ts';
import { byDay, deliveryOf, type EpisodeDay } from './delivery.ts';

const flight = { from: '2026-02-10', to: '2026-02-20' };
const dynamic: Spot = { id: 'a', position: 'pre', insertion: 'dynamic', bakedInDays: 30, showId: 1 };
const bakedIn: Spot = { ...dynamic, insertion: 'baked-in', bakedInDays: 3 };
const row = (day: string, more: Partial<EpisodeDay> = {}): EpisodeDay => ({
  episodeId: 1,
  showId: 1,
  published: '2026-01-01',
  day,
  downloads: 5,
  ...more,
});
const delivered = (spots: readonly Spot[], days: readonly EpisodeDay[]) =>
  Object.fromEntries(byDay(deliveryOf(spots, flight, days)));

describe('a dynamic spot', () => {
  test('delivers on the first and the last day of the flight, and on none before or after', () => {
    const days = ['2026-02-09', '2026-02-10', '2026-02-20', '2026-02-21'].map((day) => row(day));
    expect(delivered([dynamic], days)).toEqual({ '2026-02-10': 5, '2026-02-20': 5 });
  });

  test('delivers in an episode that came out long before, and in one that is said to come out later', () => {
    expect(delivered([dynamic], [row('2026-02-11', { published: '2020-01-01' })])).toEqual({ '2026-02-11': 5 });
    expect(delivered([dynamic], [row('2026-02-11', { published: '2026-02-12' })])).toEqual({ '2026-02-11': 5 });
  });
});

describe('a baked-in spot', () => {
  test('delivers on as many days of an episode as it was bought for, beginning with its publication', () => {
    const days = ['2026-02-11', '2026-02-12', '2026-02-13', '2026-02-14', '2026-02-15'];
    expect(
      delivered(
        [bakedIn],
        days.map((day) => row(day, { published: '2026-02-12' })),
      ),
    ).toEqual({ '2026-02-12': 5, '2026-02-13': 5, '2026-02-14': 5 });
  });

  test('delivers only where those days lie in the flight', () => {
    const early = ['2026-02-09', '2026-02-10', '2026-02-11'].map((day) => row(day, { published: '2026-02-08' }));
    const late = ['2026-02-20', '2026-02-21'].map((day) => row(day, { episodeId: 2, published: '2026-02-20' }));
    expect(delivered([bakedIn], [...early, ...late])).toEqual({ '2026-02-10': 5, '2026-02-20': 5 });
  });
});

test('several spots in an episode count each', () => {
  const spots = [dynamic, { ...dynamic, id: 'b', position: 'mid' } as const];
  expect(deliveryOf(spots, flight, [row('2026-02-11')])).toEqual([
    { spotId: 'a', episodeId: 1, day: '2026-02-11', impressions: 5 },
    { spotId: 'b', episodeId: 1, day: '2026-02-11', impressions: 5 },
  ]);
});

test('a spot on one episode delivers in no other, and one on a show in no other show', () => {
  const spots = [{ ...dynamic, episodeId: 2 }];
  expect(delivered(spots, [row('2026-02-11'), row('2026-02-12', { showId: 2 })])).toEqual({});
  expect(delivered(spots, [row('2026-02-11', { episodeId: 2 })])).toEqual({ '2026-02-11': 5 });
});
