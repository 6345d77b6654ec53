import { expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { createBackupKey } from './backup-key.ts';
import type { Backups } from './backups.ts';
import { startBackup } from './start-backup.ts';

test('what was made is verified, whatever else lies in the folder', async () => {
  const verified = new Promise<unknown>((resolve) => {
    // The cast: what it does not use is not here.
    const backups = {
      settings: { keys: [createBackupKey(Buffer.alloc(32, 1))] },
      isBusy: () => false,
      create: async () => ({ path: 'the new one' }),
      verify: async (choice: unknown) => resolve(choice),
    } as unknown as Backups;
    startBackup({
      backups,
      logger: createLogger('silent'),
      statusFile: { read: async () => ({}), note: async () => {} },
    });
  });
  expect(await verified).toEqual({ path: 'the new one' });
});
