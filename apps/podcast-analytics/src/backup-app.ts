/** The composition root of backups: what the server and the commands that make, verify and restore them have in common. */
import type { Actor } from '@scry/audit';
import type { Config } from './config.ts';
import { createBackupJournal } from './features/backups/backup-journal.ts';
import { backupStatusFile } from './features/backups/backup-status.ts';
import { type Backups, type BackupVerifier, createBackups, createBackupVerifier } from './features/backups/backups.ts';
import { startDailyBackups } from './features/backups/daily-backups.ts';
import type { App } from './main.ts';
import type { Database } from './platform/db/database.ts';
import { openDatabase } from './platform/db/open-database.ts';
import { createEvents, type Events } from './platform/events/events.ts';
import { createTelemetry } from './platform/telemetry.ts';
import { type AppAudit, type AuditTrail, commandTrail } from './scry/audit.ts';

interface Teller {
  readonly audit: AuditTrail;
  /** Where no request says who asks. */
  readonly actor?: Actor;
}

export function appBackups(app: Pick<App, 'config' | 'events' | 'database' | 'now'>, teller: Teller): Backups {
  const { config, events, database, now } = app;
  const journal = journalOf(config, events, now, teller);
  return createBackups({ settings: config.backups, journal, database, dataDir: config.dataDir, now });
}

/** Those of a server, which makes one every day. */
export function openBackups(app: App & { readonly audit: AppAudit }): Backups {
  const { audit, now, telemetry } = app;
  const backups = appBackups(app, { audit });
  const daily = startDailyBackups({
    ...{ backups, now, logger: telemetry.logger },
    run: (work) => audit.runWith({ actor: { type: 'system', id: 'daily backup' } }, work),
  });
  return {
    ...backups,
    close() {
      daily.close();
      return backups.close();
    },
  };
}

/** Verifies without opening the data, which another process may have open. */
export function openBackupVerifier(config: Config, now: () => number, actor: Actor): BackupVerifier {
  const telemetry = createTelemetry(config.logLevel);
  const audit = commandTrail({ dataDir: config.dataDir, telemetry, now });
  return createBackupVerifier({
    settings: config.backups,
    journal: journalOf(config, createEvents(telemetry), now, { audit, actor }),
    now,
  });
}

/** The database as it is: what is restored brings its own schema. The caller closes it. */
export function openForRestore({ databaseUrl: url, dataDir }: Config): Promise<Database> {
  return openDatabase({ ...(url === undefined ? { dataDir } : { url }), migrated: false });
}

/** Where a restore is told of: the log that stands there once it is done. */
export function restoreTrail({ dataDir, logLevel }: Config, now: () => number): AuditTrail {
  return commandTrail({ dataDir, telemetry: createTelemetry(logLevel), now });
}

function journalOf({ dataDir }: Config, events: Events, now: () => number, teller: Teller) {
  return createBackupJournal({ ...teller, statusFile: backupStatusFile(dataDir), events, now });
}
