import type { Actor } from '@scry/audit';
import type { Events } from '../../platform/events/events.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { BackupStatusFile } from './backup-status.ts';

interface Made {
  readonly file: string;
  readonly durationMs: number;
}

export type BackupStep = 'create' | 'verify';

/** Tells of backups to whoever must know: the metrics, the audit trail, and the observers of key events. */
export interface BackupJournal {
  created(backup: Made & { readonly bytes: number; readonly rows: number }): Promise<void>;
  verified(backup: Made & { readonly downloads: number; readonly auditEvents: number }): Promise<void>;
  failed(step: BackupStep, error: unknown, file?: string): Promise<void>;
}

export interface JournalParts {
  readonly statusFile: BackupStatusFile;
  readonly audit: AuditTrail;
  /** Where no request says who asks. */
  readonly actor?: Actor;
  readonly events: Pick<Events, 'emit'>;
  readonly now: () => number;
}

export function createBackupJournal({ statusFile, audit, actor, events, now }: JournalParts): BackupJournal {
  const at = () => new Date(now()).toISOString();
  const about = (file: string) => ({ ...(actor && { actor }), resource: { type: 'backup', id: file } });
  return {
    async created({ file, durationMs, bytes, rows }) {
      await statusFile.note({ created: { at: at(), name: file, seconds: durationMs / 1000, bytes, rows } });
      await audit.log({ action: 'backup.created', ...about(file), details: { bytes, rows, durationMs } });
      events.emit({ type: 'backup.created', data: { file, bytes, durationMs } });
    },

    async verified({ file, durationMs, downloads, auditEvents }) {
      await statusFile.note({ verified: { at: at(), name: file, seconds: durationMs / 1000 } });
      await audit.log({ action: 'backup.verified', ...about(file), details: { downloads, auditEvents, durationMs } });
      events.emit({ type: 'backup.verified', data: { file, durationMs } });
    },

    async failed(step, error, file = 'none') {
      const problem = error instanceof Error ? error.message : String(error);
      const verdict = step === 'verify' && { verified: { at: at(), name: file, seconds: 0, problem } };
      await statusFile.note({ failed: { at: at(), problem }, ...verdict });
      await audit.log({
        action: 'backup.failed',
        ...about(file),
        outcome: 'FAILURE',
        reason: problem,
        details: { step },
      });
      events.emit({ type: 'backup.failed', data: { step, error: problem.slice(0, 1_000) } });
    },
  };
}
