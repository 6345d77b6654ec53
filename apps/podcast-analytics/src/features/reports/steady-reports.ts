import { isBreakerOpenError } from '@scry/breaker';
import { Counter, type Registry } from 'prom-client';
import { addToContext } from '../../platform/context/request-context.ts';
import { isDatabaseOutage } from '../../platform/db/database-error.ts';
import { createLastKnown } from '../../platform/last-known.ts';
import type { Reports } from './reports.ts';

/** A list of more rows than a page shows is not kept; of hits there are many pages, and each may be large. */
const mostRows = 1_000;
const mostHits = 100;

/**
 * Reports that go on while the database is slow or away, with the last answers to the same questions of the same people. The pages
 * and answers say from when they are. Counts `stale_reports_total`.
 */
export function steadyReports(reports: Reports, metrics: Registry, now: () => number): Reports {
  const stale = new Counter({
    name: 'stale_reports_total',
    help: 'Questions to the reports that were answered with what was known before',
    registers: [metrics],
  });
  const known = createLastKnown({
    now,
    isOutage: (error) => isDatabaseOutage(error) || isBreakerOpenError(error),
    onStale(since) {
      stale.inc();
      addToContext({ staleSince: new Date(since).toISOString() });
    },
  });
  return {
    downloads: (by, filter, limit) =>
      limit !== undefined && limit > mostRows
        ? reports.downloads(by, filter, limit)
        : known.get(keyOf('downloads', by, filter, limit), () => reports.downloads(by, filter, limit)),
    outcomes: (filter) => known.get(keyOf('outcomes', filter), () => reports.outcomes(filter)),
    hits: (filter, page) =>
      page.limit > mostHits
        ? reports.hits(filter, page)
        : known.get(keyOf('hits', filter, page), () => reports.hits(filter, page)),
    scope: (filter) => known.get(keyOf('scope', filter), () => reports.scope(filter)),
  };
}

/** What is visible to whoever asks is part of the question: as the condition that it becomes. */
function keyOf(...question: unknown[]): string {
  return JSON.stringify(question, (_, value: unknown) => (typeof value === 'function' ? value(1) : value));
}
