import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hit } from '../../../counting/hit.ts';

/** One a day, so that each goes when it is old: they tell addresses. */
export const setAsideName = /^set-aside-\d{4}-\d{2}-\d{2}\.ndjson$/;

/**
 * Files of hits that the database refuses, one a line, each with its tenant and the reason. It is NDJSON that `import` reads, for
 * when the reason is gone.
 */
export function setAsideFile(
  directory: string,
  now: () => number,
): (tenantId: string, hit: Hit, reason: string) => Promise<void> {
  return async function setAside(tenantId, hit, reason) {
    const path = join(directory, `set-aside-${new Date(now()).toISOString().slice(0, 10)}.ndjson`);
    await appendFile(path, `${JSON.stringify({ ...hit, tenantId, reason })}\n`, { mode: 0o600, flush: true });
  };
}
