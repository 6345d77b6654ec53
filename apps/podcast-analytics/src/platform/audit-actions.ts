import { actions } from '@scry/audit';
import * as z from 'zod';

/** What is audited besides the actions that `@scry/audit` knows: plain data, which `src/scry/audit.ts` puts into force. */
export const auditActions = {
  // One for every request: on disk within the second, and not before each answer.
  'permission.allowed': { ...actions['permission.allowed'], delivery: 'written' },
  'user.created': { details: z.looseObject({ role: z.string() }) },
  'user.password_changed': {},
  'job.retried': { details: z.looseObject({ job: z.string() }) },
  'secrets.rotated': { details: z.looseObject({ removed: z.int(), resealed: z.int() }) },
  'feed.added': { details: z.looseObject({ host: z.string() }) },
  'feed.removed': {},
  'report.requested': {},
  'report.sent': {},
  'report.shared': {},
  'report.share_revoked': {},
  'report.scheduled': {},
  'report.unscheduled': {},
  'drill.started': {},
  'drill.stopped': {},
  'import.uploaded': {},
  'redirect_host.added': {},
  'redirect_host.removed': {},
  'backup.restored': { details: z.looseObject({ createdAt: z.string(), rows: z.int().min(0) }) },
} as const;
