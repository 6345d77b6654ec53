import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { backupStatus } from './backup-status.ts';
import { type BackupRoutes, startBackup } from './start-backup.ts';

const listed = z.object({
  isBusy: z.boolean(),
  status: backupStatus,
  backups: z.array(z.object({ name: z.string(), at: z.iso.datetime(), bytes: z.int() })),
});
const problem = (description: string) => ({ content: { 'application/json': { schema: apiError } }, description });

const list = createRoute({
  method: 'get',
  path: '/api/v1/operations/backups',
  summary: 'The backups of this server, the newest first',
  responses: {
    200: {
      content: { 'application/json': { schema: listed } },
      description: 'What is kept, and what became of the last one',
    },
  },
});

const create = createRoute({
  method: 'post',
  path: '/api/v1/operations/backups',
  summary: 'Makes a backup now',
  responses: {
    202: {
      content: { 'application/json': { schema: z.object({ status: z.literal('started') }) } },
      description: 'It is being made, and verified afterwards',
    },
    409: problem('There is no key to encrypt with, or another one is being made'),
  },
});

/** The same for programs, such as a `cron` that asks the server for a backup. */
export function serveBackupApi(app: HttpApp, routes: BackupRoutes): void {
  app.openapi(list, async (context) => {
    const { backups, statusFile } = routes;
    const [kept, status] = await Promise.all([backups.list(), statusFile.read()]);
    const rows = kept.map(({ name, at, bytes }) => ({ name, at: at.toISOString(), bytes }));
    return context.json({ isBusy: backups.isBusy(), status, backups: rows }, 200);
  });

  app.openapi(create, (context) => {
    startBackup(routes);
    return context.json({ status: 'started' } as const, 202);
  });
}
