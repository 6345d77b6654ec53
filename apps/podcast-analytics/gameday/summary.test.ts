import { expect, test } from 'vitest';
import type { Sample } from './load.ts';
import { latencyOf, summarise } from './summary.ts';
import { timelineOf } from './timeline.ts';

const sample = (at: number, own: Partial<Sample> = {}): Sample => ({
  ...{ kind: 'redirect', at, ms: 10, status: 302, isAnswered: true, wasMoved: false },
  ...own,
});
const phase = (name: string, from: number, to: number) => ({
  ...{ name, from, faultEnd: to, to, healthyAfterMs: 0, waitedFor: [] },
});

test('a request counts in the phase in which it was to be sent, however late its answer came', () => {
  const samples = [sample(0), sample(999, { ms: 5_000, isAnswered: false }), sample(1_000, { ms: 20 }), sample(5_000)];
  const probes = [
    { at: 500, broken: ['page' as const] },
    { at: 1_500, broken: [] },
  ];
  const phases = [phase('first', 0, 1_000), phase('second', 1_000, 2_000)];
  const detections = new Map([['second', { afterMs: 3, by: 'alert' }]]);
  const [first, second] = summarise({ phases, samples, probes }, detections);
  expect(first).toMatchObject({ requests: 2, failed: 1, probes: 1, brokenProbes: 1, latency: { p95: 5_000 } });
  expect(first?.detected).toBeUndefined();
  expect(second).toMatchObject({ requests: 1, failed: 0, probes: 1, brokenProbes: 0, latency: { max: 20 } });
  expect(second?.detected).toEqual({ afterMs: 3, by: 'alert' });
});

test('a percentile is the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(latencyOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  expect(latencyOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
  expect(latencyOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
});

test('a timeline has each second in which something was sent', () => {
  const samples = [sample(100), sample(900, { ms: 30, isAnswered: false }), sample(2_000)];
  expect(timelineOf(samples, [{ at: 2_400, broken: ['page'] }])).toEqual([
    { second: 0, requests: 2, failed: 1, p95Ms: 30, brokenProbes: 0 },
    { second: 2, requests: 1, failed: 0, p95Ms: 10, brokenProbes: 1 },
  ]);
});
