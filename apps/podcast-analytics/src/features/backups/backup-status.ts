import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Gauge, type Registry } from 'prom-client';
import * as z from 'zod';
import { documentFile } from '../operations/document-file.ts';

const done = { at: z.iso.datetime(), name: z.string(), seconds: z.number() };

export const backupStatus = z.object({
  created: z.object({ ...done, bytes: z.number(), rows: z.number() }).optional(),
  verified: z.object({ ...done, problem: z.string().optional() }).optional(),
  failed: z.object({ at: z.iso.datetime(), problem: z.string() }).optional(),
});

/** What became of the last backup. In a file, because commands make and verify backups too. */
export type BackupStatus = z.infer<typeof backupStatus>;

export interface BackupStatusFile {
  read(): Promise<BackupStatus>;
  note(news: BackupStatus): Promise<void>;
}

export function backupStatusFile(dataDir: string): BackupStatusFile {
  const file = documentFile(join(dataDir, 'backup-status.json'));
  const read = async () => {
    const text = await readFile(file.path, 'utf8').catch(() => '{}');
    const parsed = backupStatus.safeParse(parse(text));
    return parsed.success ? parsed.data : {};
  };
  return {
    read,
    note: async (news) => file.write({ ...(await read()), ...news }),
  };
}

/** Whatever stands there, the next backup writes it anew. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Zero until there is one. */
export function measureBackups(registry: Registry, file: BackupStatusFile): void {
  const gauge = (name: string, help: string, read: (status: BackupStatus) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(read(await file.read()));
      },
    });
  const seconds = (at: string | undefined) => (at === undefined ? 0 : Date.parse(at) / 1000);
  gauge('backup_last_success_timestamp_seconds', 'When the last backup was made', ({ created }) =>
    seconds(created?.at),
  );
  gauge('backup_last_failure_timestamp_seconds', 'When a backup last failed', ({ failed }) => seconds(failed?.at));
  gauge('backup_last_verification_timestamp_seconds', 'When a backup was last verified', ({ verified }) =>
    seconds(verified?.at),
  );
  gauge('backup_verified', 'Whether the last verification found the backup good', ({ verified }) =>
    verified && verified.problem === undefined ? 1 : 0,
  );
  gauge('backup_size_bytes', 'How large the last backup is', ({ created }) => created?.bytes ?? 0);
  gauge('backup_duration_seconds', 'How long the last backup took', ({ created }) => created?.seconds ?? 0);
}
