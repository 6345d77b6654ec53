import { Counter, type Registry } from 'prom-client';
import { measureSpool } from './spool/measure-spool.ts';
import type { Spool } from './spool/spool.ts';
import type { StoredCounts } from './spool/store-spooled.ts';

/** What became of a redirect's hit: on the disk, or lost; and that the answer did not wait for one or the other. */
export type RedirectOutcome = 'recorded' | 'lost' | 'late';

/** Whoever counts what comes in and what is stored of it. */
export interface IngestMetrics {
  accepted(hits: number): void;
  rejected(hits: number): void;
  stored(counts: StoredCounts): void;
  redirected(outcome: RedirectOutcome): void;
}

/**
 * - `ingest_hits_total{outcome}`: hits over HTTP that were `accepted` or `rejected`, and of the accepted those that are `stored`,
 *   were stored before (`repeated`), can be stored no more (`refused`), or are refused by the database (`set-aside`)
 * - `redirects_total{outcome}`: redirects whose hit is `recorded` or `lost`; and of both those that were `late`, whose answer did
 *   not wait for the disk
 * - `spool_…`: what waits for the database, see measure-spool.ts
 */
export function createIngestMetrics(
  registry: Registry,
  spool: Pick<Spool, 'depth' | 'maxBytes'>,
  now: () => number,
): IngestMetrics {
  const registers = [registry];
  const hits = new Counter({
    name: 'ingest_hits_total',
    help: 'Hits over HTTP, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const redirects = new Counter({
    name: 'redirects_total',
    help: 'Redirects of the prefix, by what became of their hit',
    labelNames: ['outcome'],
    registers,
  });
  // From zero on, so that the first one is seen as an increase.
  for (const outcome of ['accepted', 'rejected', 'stored', 'repeated', 'refused', 'set-aside'])
    hits.inc({ outcome }, 0);
  for (const outcome of ['recorded', 'lost', 'late'] as const) redirects.inc({ outcome }, 0);
  measureSpool(registry, 'spool', spool, now);
  return {
    accepted: (count) => hits.inc({ outcome: 'accepted' }, count),
    rejected: (count) => hits.inc({ outcome: 'rejected' }, count),
    stored(counts) {
      hits.inc({ outcome: 'stored' }, counts.newHits);
      hits.inc({ outcome: 'repeated' }, counts.hits - counts.newHits - counts.setAside);
      hits.inc({ outcome: 'set-aside' }, counts.setAside);
      hits.inc({ outcome: 'refused' }, counts.rejects);
    },
    redirected: (outcome) => redirects.inc({ outcome }),
  };
}
