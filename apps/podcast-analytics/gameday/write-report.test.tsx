import { expect, test } from 'vitest';
import { makePhase } from './phase-summary.fixture.ts';
import type { GameDayReport } from './report.ts';
import { writeReport } from './write-report.tsx';

const hostile = '<script>alert("1")</script>';
const day = {
  phases: [makePhase({ name: hostile }), makePhase({ name: 'second', from: 12_000, faultEnd: 80_000, to: 90_000 })],
  timeline: [{ second: 1, requests: 24, failed: 3, p95Ms: 900, brokenProbes: 0 }],
  signals: [],
  restarts: 0,
};
const report: GameDayReport = {
  ...{ startedAt: '2026-02-03T04:05:06.000Z', seconds: 600, quick: false, seed: 1, perSecond: 24 },
  machine: { node: 'v24.0.0', cpus: 2, loadBefore: [1, 1, 1], loadAfter: [1, 1, 1] },
  gates: [
    { name: 'one', target: '0', measured: hostile, ok: false },
    { name: 'two', target: '0', measured: '0', ok: true },
  ],
  checks: [{ name: 'a deed', ok: true, detail: hostile }],
  data: {
    ...{ acknowledgedHits: 0, storedHits: 0, lostHits: 0, countedDownloads: 0, hitsTwice: 0 },
    ...{ redirects: { answered: 0, stored: 0 }, ordered: 0, charges: 0, chargedTwice: 0, unsettled: 0 },
    ...{ upstreamCalls: 0, intendedCalls: 0, amplification: 1, settledAfterMs: 0 },
  },
  backups: { isVerified: true, verified: '', isCorruptionCaught: true, corrupted: '' },
  on: day,
  off: { ...day, phases: [makePhase({ healthyAfterMs: undefined, detected: undefined })] },
};

test('a report has all that was measured, and says first whether the gates are met', () => {
  const html = writeReport(report);
  expect(html).toContain('1 of 2 gates are not met');
  expect(html).toContain('2. second');
  expect(html).toContain('breaker database, 2.0 s');
  expect(html).toContain('not in time');
  expect(writeReport({ ...report, gates: report.gates.slice(1) })).toContain('All 1 gates are met');
});

test('what a process has said is text, and the page loads nothing', () => {
  const html = writeReport(report);
  expect(html).not.toContain('<script');
  expect(html.match(/&lt;script&gt;/g)).toHaveLength(4); // the gate, the deed, a row, and its band in the chart
  expect(html).not.toMatch(/\b(?:src|href)=|https?:/);
});
