import { expect, test } from 'vitest';
import { nextRun, periodBefore } from './period.ts';

test.each([
  ['weekly', '2026-02-04T12:00:00Z', '2026-02-09T06:00:00Z', '2026-02-02', '2026-02-08'],
  ['weekly', '2026-02-09T05:59:59Z', '2026-02-09T06:00:00Z', '2026-02-02', '2026-02-08'],
  ['weekly', '2026-02-09T06:00:00Z', '2026-02-16T06:00:00Z', '2026-02-09', '2026-02-15'],
  ['weekly', '2025-12-31T23:00:00Z', '2026-01-05T06:00:00Z', '2025-12-29', '2026-01-04'],
  ['monthly', '2026-02-04T12:00:00Z', '2026-03-01T06:00:00Z', '2026-02-01', '2026-02-28'],
  ['monthly', '2026-03-01T05:00:00Z', '2026-03-01T06:00:00Z', '2026-02-01', '2026-02-28'],
  ['monthly', '2026-12-15T00:00:00Z', '2027-01-01T06:00:00Z', '2026-12-01', '2026-12-31'],
  ['monthly', '2024-02-01T06:00:00Z', '2024-03-01T06:00:00Z', '2024-02-01', '2024-02-29'],
] as const)('%s after %s comes at %s, about %s to %s', (every, now, run, from, to) => {
  const next = nextRun(every, Date.parse(now));
  expect(new Date(next).toISOString()).toBe(run.replace('Z', '.000Z'));
  expect(periodBefore(every, next)).toEqual({ from, to });
});
