import { describe, expect, test } from 'vitest';
import { pacingOf } from './pacing.ts';
import { daysOf } from './utc-day.ts';

const flight = { from: '2026-02-02', to: '2026-03-01' }; // four weeks, from a Monday on
const every = (n: number, to = flight.to) => new Map(daysOf({ from: flight.from, to }).map((day) => [day, n] as const));

describe('pacing', () => {
  test('has nothing to tell before the first day of the flight is over', () => {
    const pacing = pacingOf(2800, flight, every(70), '2026-02-02');
    expect(pacing).toEqual({ state: 'not-started', delivered: 70, deliveredOnFullDays: 0, expected: 0 });
    expect(pacingOf(2800, flight, every(70), '2026-01-01').delivered).toBe(0);
  });

  test.each([
    [89, 'behind'],
    [90, 'on-track'],
    [100, 'on-track'],
    [110, 'on-track'],
    [111, 'ahead'],
  ])('at %i %% of what an even pace asks for is %s', (daily, state) => {
    expect(pacingOf(2800, flight, every(daily), '2026-02-12').state).toBe(state);
  });

  test('leaves today out, which is not over', () => {
    const impressions = every(100).set('2026-02-12', 7);
    const pacing = pacingOf(2800, flight, impressions, '2026-02-12');
    expect(pacing).toMatchObject({ delivered: 1007, deliveredOnFullDays: 1000, expected: 1000, ratio: 1 });
  });

  test('of a flight that is over projects what was delivered', () => {
    const pacing = pacingOf(2800, flight, every(50), '2026-06-01');
    expect(pacing).toMatchObject({ delivered: 1400, projected: 1400, makeGood: 1400, state: 'behind' });
    expect(pacingOf(1000, flight, every(50), '2026-06-01').makeGood).toBe(0);
  });

  test('carries the rate of the last seven full days on, not that of all days', () => {
    const impressions = every(100);
    for (const day of daysOf({ from: '2026-02-05', to: '2026-02-11' })) impressions.set(day, 10);
    const { projected, makeGood } = pacingOf(2800, flight, impressions, '2026-02-12');
    expect(projected).toBe(370 + 18 * 10);
    expect(makeGood).toBe(2800 - 550);
  });

  test('carries the weekdays on: a weekend that is left is worth what weekends were', () => {
    const impressions = new Map(daysOf(flight).map((day, n) => [day, n % 7 >= 5 ? 10 : 100] as const));
    // Three weeks and five days are over, a Saturday and a Sunday are left.
    expect(pacingOf(5000, flight, impressions, '2026-02-28').projected).toBe(4 * 500 + 3 * 20 + 20);
  });

  test('projects nothing more where the last seven days had nothing', () => {
    const impressions = new Map([['2026-02-02', 100]]);
    expect(pacingOf(2800, flight, impressions, '2026-02-20').projected).toBe(100);
  });
});
