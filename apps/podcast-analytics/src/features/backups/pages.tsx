import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { BackupsView } from './backups-view.tsx';
import { type BackupRoutes, startBackup } from './start-backup.ts';

/** Where an operator sees that there are backups, and that they are good. */
export function serveBackupPages(app: HttpApp, routes: BackupRoutes): void {
  const { backups, statusFile } = routes;

  app.get('/operations/backups', async (context) => {
    const [listed, status] = await Promise.all([backups.list(), statusFile.read()]);
    const { keys, folder, dailyAt, keep } = backups.settings;
    return answerPage(
      context,
      'Backups',
      <BackupsView
        backups={listed}
        status={status}
        isBusy={backups.isBusy()}
        hasKey={keys.length > 0}
        folder={folder}
        dailyAt={dailyAt}
        keep={keep}
      />,
    );
  });

  app.post('/operations/backups', (context) => {
    startBackup(routes);
    return context.redirect('/operations/backups', 303);
  });
}
