import { Counter, Gauge, type Registry } from 'prom-client';
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
 *   were stored before (`repeated`), or can be stored no more (`refused`)
 * - `redirects_total{outcome}`: redirects whose hit is `recorded` or `lost`; and of both those that were `late`, whose answer did
 *   not wait for the disk
 * - `spool_bytes`, `spool_oldest_age_seconds`: what waits for the database
 */
export function createIngestMetrics(registry: Registry, spool: Pick<Spool, 'depth'>, now: () => number): IngestMetrics {
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
  new Gauge({
    name: 'spool_bytes',
    help: 'Hits on the local disk that wait for the database',
    registers,
    collect() {
      this.set(spool.depth().bytes);
    },
  });
  new Gauge({
    name: 'spool_oldest_age_seconds',
    help: 'How long the oldest hit waits for the database',
    registers,
    collect() {
      const { since } = spool.depth();
      this.set(since === undefined ? 0 : Math.max(0, (now() - since) / 1_000));
    },
  });
  return {
    accepted: (count) => hits.inc({ outcome: 'accepted' }, count),
    rejected: (count) => hits.inc({ outcome: 'rejected' }, count),
    stored(counts) {
      hits.inc({ outcome: 'stored' }, counts.newHits);
      hits.inc({ outcome: 'repeated' }, counts.hits - counts.newHits);
      hits.inc({ outcome: 'refused' }, counts.rejects);
    },
    redirected: (outcome) => redirects.inc({ outcome }),
  };
}
