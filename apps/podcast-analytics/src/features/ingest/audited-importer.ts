import type { AuditTrail } from '../../scry/audit.ts';
import { homeTenant } from '../accounts/first-account.ts';
import type { ImportHits } from './importer.ts';

/** The same import, with its beginning and its end in the audit trail. */
export function auditedImporter(importHits: ImportHits, audit: AuditTrail): ImportHits {
  const actor = { type: 'system', id: 'import' } as const;

  return async function importAudited(input) {
    const resource = { type: 'log', id: input.name, tenantId: input.tenantId ?? homeTenant };
    await audit.log({ action: 'ingestion.started', actor, resource });
    try {
      const counts = await importHits(input);
      const { lines, newHits, rejects } = counts;
      await audit.log({
        action: 'ingestion.completed',
        actor,
        resource,
        details: { records: newHits, lines, rejects },
      });
      return counts;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await audit.log({ action: 'ingestion.failed', actor, resource, outcome: 'FAILURE', reason });
      throw error;
    }
  };
}
