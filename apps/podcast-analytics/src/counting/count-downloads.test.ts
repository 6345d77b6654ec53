import { describe, expect, test } from 'vitest';
import { countDownloads } from './count-downloads.ts';
import type { CountableHit } from './download.ts';
import { type Ruleset, rulesets } from './ruleset.ts';

const hour = 3_600_000;
const midnight = Date.UTC(2026, 1, 3);
const whole = 2_000_000;

function hit(id: string, overrides: Partial<CountableHit> = {}): CountableHit {
  return { id, time: midnight, listener: 'L', episode: 'e', intervals: [[0, whole]], looseBytes: 0, ...overrides };
}

function outcomes(hits: readonly CountableHit[], ruleset: Ruleset = rulesets.iab) {
  return Object.fromEntries(countDownloads(hits, ruleset).outcomes);
}

describe('countDownloads', () => {
  test('counts the earliest hit of a listener, episode and day once', () => {
    const hits = [hit('late', { time: midnight + 2 * hour }), hit('early', { time: midnight + hour })];
    expect(outcomes(hits)).toEqual({ early: 'counted', late: 'same-download' });
    expect(countDownloads(hits, rulesets.iab).downloads).toEqual([
      { hitId: 'early', listener: 'L', episode: 'e', time: midnight + hour, hits: 2 },
    ]);
  });

  test('counts two ranges of one listener once', () => {
    const halves = [hit('a', { intervals: [[0, 500_000]] }), hit('b', { intervals: [[500_000, 1_000_000]] })];
    expect(outcomes(halves)).toEqual({ a: 'counted', b: 'same-download' });
  });

  test('counts none where the ranges together cover less than a minute', () => {
    const twice = [hit('a', { intervals: [[0, 500_000]] }), hit('b', { intervals: [[0, 500_000]] })];
    expect(outcomes(twice)).toEqual({ a: 'under-one-minute', b: 'under-one-minute' });
    expect(countDownloads(twice, rulesets.iab).downloads).toEqual([]);
  });

  test('does not unite the ranges of two listeners, episodes or days', () => {
    const half = { intervals: [[500_000, 1_000_000]] } as const;
    const hits = [
      hit('a', { intervals: [[0, 500_000]] }),
      hit('b', { ...half, listener: 'M' }),
      hit('c', { ...half, episode: 'f' }),
      hit('d', { ...half, time: midnight + 24 * hour }),
    ];
    expect(new Set(Object.values(outcomes(hits)))).toEqual(new Set(['under-one-minute']));
  });

  test('opens a new window at midnight UTC', () => {
    const hits = [hit('a', { time: midnight - 1 }), hit('b', { time: midnight })];
    expect(outcomes(hits)).toEqual({ a: 'counted', b: 'counted' });
  });

  test('opens a rolling window at the first hit outside the one before', () => {
    const rolling: Ruleset = { ...rulesets.iab, window: 'rolling-24h' };
    const at = (id: string, hours: number) => hit(id, { time: midnight + hours * hour });
    expect(
      outcomes([at('a', 23), at('b', 25), at('c', 46.9), at('d', 47), at('e', 70.9), at('f', 71)], rolling),
    ).toEqual({
      a: 'counted',
      b: 'same-download',
      c: 'same-download',
      d: 'counted',
      e: 'same-download',
      f: 'counted',
    });
  });

  test('adds the loose bytes of a hit given twice once', () => {
    const loose = hit('a', { intervals: [], looseBytes: 500_000 });
    expect(outcomes([loose, loose])).toEqual({ a: 'under-one-minute' });
  });

  test('follows the facts of the episode', () => {
    const short = [hit('a', { intervals: [[0, 40_000]] }), hit('b', { episode: 'f', intervals: [[0, 40_000]] })];
    const result = countDownloads(short, rulesets.iab, (episode) =>
      episode === 'e' ? { sizeBytes: 40_000 } : undefined,
    );
    expect(Object.fromEntries(result.outcomes)).toEqual({ a: 'counted', b: 'under-one-minute' });
  });

  test('has no rule of one minute under op3', () => {
    expect(outcomes([hit('a', { intervals: [[0, 3]] })], rulesets.op3)).toEqual({ a: 'counted' });
  });

  test('lets a larger hit take the place of a request for the first two bytes under op3', () => {
    const probe = hit('probe', { intervals: [[0, 2]] });
    const larger = hit('larger', { time: midnight + hour, intervals: [[500, 9000]] });
    expect(outcomes([probe], rulesets.op3)).toEqual({ probe: 'counted' });
    expect(outcomes([probe, larger], rulesets.op3)).toEqual({ probe: 'same-download', larger: 'counted' });
  });

  test('tells equally early hits apart by their id, so that the order given does not matter', () => {
    expect(outcomes([hit('b'), hit('a')])).toEqual({ a: 'counted', b: 'same-download' });
  });

  test('counts nothing in nothing', () => {
    expect(countDownloads([], rulesets.iab)).toEqual({ outcomes: new Map(), downloads: [] });
  });
});
