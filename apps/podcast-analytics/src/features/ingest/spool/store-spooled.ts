import type { Hit } from '../../../counting/hit.ts';
import { databaseErrorKind } from '../../../platform/db/database-error.ts';
import type { Logger } from '../../../platform/logger.ts';
import { createPrepareBatch, type PrepareOptions } from '../prepare-batch.ts';
import type { StorableHit } from '../storable-hit.ts';
import { createStoreBatch } from '../store-batch.ts';
import { tidyTables } from '../tidy-tables.ts';
import { httpImport, noteHttpHits, noteHttpRejects } from './http-import.ts';
import { decodeHits } from './spooled-hits.ts';

export interface StoreSpooledOptions extends PrepareOptions {
  readonly now: () => number;
  readonly logger: Logger;
  /** Takes a hit that no database can store. */
  readonly setAside: (tenantId: string, hit: Hit, reason: string) => Promise<void>;
}

/** What became of the hits of a segment. */
export interface StoredCounts {
  readonly hits: number;
  /** The others were stored before. */
  readonly newHits: number;
  readonly rejects: number;
  /** Those that no database can store. */
  readonly setAside: number;
}

export type StoreSpooled = (records: readonly Buffer[]) => Promise<StoredCounts>;

/** Few enough that a page need not wait long for the one connection of PGlite. */
const batchSize = 2_000;

/** How many new hits leave enough behind for PGlite's tables to be tidied. */
const tidyEvery = 100_000;

/**
 * Stores the hits of records as an import does. Nothing is kept from one call to the next: keys of months may be destroyed
 * meanwhile, and what a dictionary names may be gone.
 */
export function createStoreSpooled(options: StoreSpooledOptions): StoreSpooled {
  const { database, now, logger } = options;
  let untidied = 0;

  return async function storeSpooled(records) {
    const counts = { hits: 0, newHits: 0, rejects: 0, setAside: 0 };
    for (const [tenantId, hits] of byTenant(records)) {
      const importId = await httpImport(database, tenantId, now());
      const storeBatch = createStoreBatch(database, tenantId);
      const prepareBatch = createPrepareBatch(options);
      const store = isolating(
        (batch) => storeBatch(batch, importId, noteHttpHits(importId)),
        async (hit, reason) => {
          await options.setAside(tenantId, hit, reason);
          counts.setAside += 1;
        },
      );
      for (let start = 0; start < hits.length; start += batchSize) {
        const lines = hits.slice(start, start + batchSize).map((hit, index) => ({ line: start + index + 1, hit }));
        const { hits: storable, rejects } = await prepareBatch({ hits: lines, rejects: [] });
        counts.newHits += await store(storable);
        await noteHttpRejects(database, importId, rejects.length);
        for (const { reason } of rejects) logger.warn({ tenantId, reason }, 'a hit over HTTP was refused');
        counts.hits += storable.length;
        counts.rejects += rejects.length;
      }
    }
    untidied += counts.newHits;
    if (untidied >= tidyEvery) {
      untidied = 0;
      await tidyTables(database);
    }
    return counts;
  };
}

type Store = (hits: readonly StorableHit[]) => Promise<number>;

/** One hit that the database refuses must not keep the others from it for ever: it is found by halving, and set aside. */
function isolating(store: Store, setAside: (hit: Hit, reason: string) => Promise<void>): Store {
  return async function storeIsolating(hits): Promise<number> {
    const [first, second] = hits;
    if (!first) return 0;
    try {
      return await store(hits);
    } catch (error) {
      if (databaseErrorKind(error) !== 'constraint') throw error;
      if (!second) {
        await setAside(first.hit, error instanceof Error ? error.message : String(error));
        return 0;
      }
      const middle = Math.ceil(hits.length / 2);
      const before = await storeIsolating(hits.slice(0, middle));
      return before + (await storeIsolating(hits.slice(middle)));
    }
  };
}

function byTenant(records: readonly Buffer[]): ReadonlyMap<string, readonly Hit[]> {
  const tenants = new Map<string, Hit[]>();
  for (const record of records) {
    const { tenantId, hits } = decodeHits(record);
    const known = tenants.get(tenantId);
    if (known) known.push(...hits);
    else tenants.set(tenantId, [...hits]);
  }
  return tenants;
}
