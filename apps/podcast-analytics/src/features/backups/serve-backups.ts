import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import { backupStatusFile, measureBackups } from './backup-status.ts';
import type { Backups } from './backups.ts';
import { serveBackupPages } from './pages.tsx';
import { serveBackupApi } from './routes.ts';

interface ServedBackups {
  readonly backups: Backups;
  readonly dataDir: string;
  readonly telemetry: Telemetry;
}

/** The page, the API and the metrics of backups. */
export function serveBackups(app: HttpApp, { backups, dataDir, telemetry }: ServedBackups): void {
  const statusFile = backupStatusFile(dataDir);
  const routes = { backups, statusFile, logger: telemetry.logger };
  measureBackups(telemetry.metrics, statusFile);
  serveBackupPages(app, routes);
  serveBackupApi(app, routes);
}
