import { randomUUID } from 'node:crypto';
import type { Hit } from '../../counting/hit.ts';
import { checkHit } from '../ingest/check-hit.ts';
import type { RedirectOutcome } from '../ingest/ingest-metrics.ts';
import type { Spool } from '../ingest/spool/spool.ts';
import { encodeHits } from '../ingest/spool/spooled-hits.ts';

interface RecorderParts {
  readonly spool: Pick<Spool, 'append'>;
  readonly counted: (outcome: RedirectOutcome) => void;
  /** How long an answer may wait for the disk. */
  readonly patienceMs?: number;
}

export type RecordRedirect = (tenantId: string, hit: Omit<Hit, 'uuid'>) => Promise<void>;

/**
 * Records the hit of a redirect. It resolves when the disk has it, and after ten milliseconds at the latest: nobody waits for an
 * episode because a disk is slow or full. Such a hit is on its way still, or lost, and counted as that.
 */
export function createRedirectRecorder({ spool, counted, patienceMs = 10 }: RecorderParts): RecordRedirect {
  return async function recordRedirect(tenantId, seen) {
    const hit = { ...seen, uuid: randomUUID() };
    if (checkHit(hit, seen.time) !== undefined) return counted('lost');
    let isSettled = false;
    const settled = (outcome: RedirectOutcome) => {
      isSettled = true;
      counted(outcome);
    };
    const written = spool.append(encodeHits({ tenantId, hits: [hit] })).then(
      () => settled('recorded'),
      () => settled('lost'),
    );
    await withinPatience(written, patienceMs);
    if (!isSettled) counted('late');
  };
}

/** Without a spool: the redirect waits for its hit to be stored, and fails with it. */
export function createPlainRecorder({ append }: Pick<Spool, 'append'>): RecordRedirect {
  return (tenantId, seen) => append(encodeHits({ tenantId, hits: [{ ...seen, uuid: randomUUID() }] }));
}

function withinPatience(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
