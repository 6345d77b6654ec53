import { setTimeout as sleep } from 'node:timers/promises';
import type { Policy } from '../../../platform/db/pool-database.ts';
import type { Logger } from '../../../platform/logger.ts';
import type { Spool } from './spool.ts';
import type { StoredCounts, StoreSpooled } from './store-spooled.ts';

export interface DrainerOptions {
  readonly spool: Spool;
  readonly store: StoreSpooled;
  /** Around each segment, until it is stored or the signal ends it. */
  readonly retry: (signal: AbortSignal) => Policy;
  readonly logger: Logger;
  readonly onStored?: (counts: StoredCounts) => void;
}

export interface Drainer {
  /** Stores the hits of the oldest segment and removes it. Resolves with whether there was one. */
  drainOne(): Promise<boolean>;
  /** Drains from now on. */
  start(): void;
  /** Resolves when the segment that is being stored is done, or has failed. */
  stop(): Promise<void>;
}

/** How long hits gather before they are stored, unless so many wait already. */
const gatherMs = 500;
const enoughBytes = 1 << 20;

/**
 * Moves hits from the spool into the database. A segment goes when all of its hits are stored: a process that is killed before
 * leaves it to the next one, which stores it again, and that changes nothing.
 */
export function createDrainer({ spool, store, retry, logger, onStored }: DrainerOptions): Drainer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;
  let draining: Promise<unknown> | undefined;

  async function drainOne(): Promise<boolean> {
    const segment = await spool.next();
    if (!segment) return false;
    const { records, damaged } = await spool.read(segment);
    if (damaged > 0) logger.error({ segment: segment.name, damaged }, 'records of the spool are damaged');
    const counts = await store(records);
    onStored?.(counts);
    await spool.remove(segment);
    return true;
  }

  async function run(): Promise<void> {
    const untilStored = retry(signal);
    while (!signal.aborted) {
      if (spool.depth().bytes < enoughBytes) await sleep(gatherMs, undefined, { signal });
      await untilStored(() => {
        draining = drainOne();
        return draining;
      });
    }
  }

  return {
    drainOne,
    start() {
      running ??= run().catch((error: unknown) => {
        if (!signal.aborted) logger.error({ error: String(error) }, 'the spool is drained no more');
      });
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled([running, draining]);
    },
  };
}
