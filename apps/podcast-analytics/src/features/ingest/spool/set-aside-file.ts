import { appendFile } from 'node:fs/promises';
import type { Hit } from '../../../counting/hit.ts';

/**
 * A file of hits that the database refuses, one a line, each with its tenant and the reason. It is NDJSON that `import` reads, for
 * when the reason is gone.
 */
export function setAsideFile(path: string): (tenantId: string, hit: Hit, reason: string) => Promise<void> {
  return async function setAside(tenantId, hit, reason) {
    await appendFile(path, `${JSON.stringify({ ...hit, tenantId, reason })}\n`, { mode: 0o600, flush: true });
  };
}
