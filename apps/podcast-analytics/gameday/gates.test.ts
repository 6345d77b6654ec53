import { describe, expect, test } from 'vitest';
import { contrastOf, judge, type Outcome } from './gates.ts';
import { makePhase } from './phase-summary.fixture.ts';

const outcome: Outcome = {
  phases: [makePhase(), makePhase({ name: 'kill' })],
  kills: ['kill'],
  detectable: ['a phase'],
  checks: [{ name: 'a deed', ok: true, detail: '' }],
  data: {
    ...{ acknowledgedHits: 10, storedHits: 11, lostHits: 0, countedDownloads: 11, hitsTwice: 0 },
    ...{ redirects: { answered: 5, stored: 5 }, ordered: 3, charges: 3, chargedTwice: 0, unsettled: 0 },
    ...{ upstreamCalls: 11, intendedCalls: 10, amplification: 1.1, settledAfterMs: 0 },
  },
  backups: { isVerified: true, verified: 'good', isCorruptionCaught: true, corrupted: 'damaged' },
  off: [makePhase({ failed: 100 })],
};

/** The gates that are not met. */
const missed = (own: Partial<Outcome> = {}) =>
  judge({ ...outcome, ...own })
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);
const data = (own: Partial<Outcome['data']>) => ({ data: { ...outcome.data, ...own } });
const phase = (own: Parameters<typeof makePhase>[0]) => ({ phases: [makePhase(own), makePhase({ name: 'kill' })] });

test('all are met on a good day', () => {
  expect(missed()).toEqual([]);
});

describe('not met', () => {
  test.each<[string, Partial<Outcome>]>([
    ['error rate of the whole run', { ...phase({ failed: 3 }), off: [makePhase({ failed: 1_000 })] }],
    ['failures without resilience, in the same phases', { off: [makePhase({ failed: 19 })] }],
    ['p95 in every phase but the kills', phase({ latency: { p50: 1, p95: 500, p99: 1, max: 1 } })],
    ['probes, one a second, that found all promises kept', phase({ brokenProbes: 1 })],
    ['first alert or breaker', phase({ detected: undefined })],
    ['first alert or breaker', phase({ detected: { afterMs: 30_001, by: 'alert' } })],
    ['healthy after the end of a fault, nobody acting', phase({ healthyAfterMs: undefined })],
    ['healthy after the end of a fault, nobody acting', phase({ healthyAfterMs: 30_001 })],
    ['backup', { backups: { ...outcome.backups, isVerified: false } }],
    ['backup', { backups: { ...outcome.backups, isCorruptionCaught: false } }],
    ['acknowledged hits lost', data({ lostHits: 1 })],
    ['acknowledged hits lost', data({ acknowledgedHits: 0 })],
    ['hits stored or counted twice', data({ hitsTwice: 1 })],
    ['invoices charged twice', data({ chargedTwice: 1 })],
    ['payments that the service and the provider disagree on', data({ unsettled: 1 })],
    ['retry amplification', data({ amplification: 1.11 })],
    ['deeds that did what they are for', { checks: [{ name: 'a deed', ok: false, detail: '' }] }],
    ['deeds that did what they are for', { checks: [] }],
  ])('%s: %#', (name, own) => {
    expect(missed(own)).toEqual([name]);
  });

  test('nothing of a day on which nothing was asked', () => {
    const nothing = makePhase({ requests: 0, probes: 0 });
    expect(missed({ phases: [nothing], off: [] })).toEqual(
      expect.arrayContaining([
        'error rate of the whole run',
        'failures without resilience, in the same phases',
        'probes, one a second, that found all promises kept',
      ]),
    );
  });
});

test('a kill may take as long as a start does, and counts for all the rest', () => {
  const slow = { p50: 1, p95: 5_000, p99: 1, max: 1 };
  expect(missed({ phases: [makePhase(), makePhase({ name: 'kill', latency: slow })] })).toEqual([]);
  expect(missed({ phases: [makePhase(), makePhase({ name: 'kill', brokenProbes: 1 })] })).toHaveLength(1);
});

test('the contrast is of rates, over the phases that both have', () => {
  const on = [makePhase({ failed: 2 }), makePhase({ name: 'only with', failed: 500 })];
  const off = [makePhase({ requests: 100, failed: 20 })];
  expect(contrastOf(on, off)).toEqual({ onRate: 0.002, offRate: 0.2, ratio: 100 });
});

test('the contrast with a run without failures is that with one', () => {
  expect(contrastOf([makePhase()], [makePhase({ failed: 30 })]).ratio).toBeCloseTo(30);
});
