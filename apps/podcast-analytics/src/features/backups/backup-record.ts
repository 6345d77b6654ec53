/**
 * What stands in a backup: lines of JSON. An object begins or ends a part, an array is a row of a table, each column in
 * PostgreSQL's text form, and a string is a piece of a file in Base64.
 */
import * as z from 'zod';

const count = z.int().min(0);

export const backupRecord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('backup'), version: z.literal(1), program: z.string(), createdAt: z.iso.datetime() }),
  z.object({ type: z.literal('file'), path: z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\\0]+$/) }),
  z.object({ type: z.literal('file-end'), bytes: count, sha256: z.string() }),
  z.object({ type: z.literal('schema'), engine: z.string(), migrations: z.array(z.string()) }),
  z.object({ type: z.literal('table'), name: z.string(), columns: z.array(z.string()).min(1) }),
  z.object({ type: z.literal('table-end'), rows: count, digest: z.string() }),
  z.object({ type: z.literal('sequences'), values: z.record(z.string(), z.string()) }),
  z.object({ type: z.literal('end'), tables: count, rows: count, files: count }),
]);

export type BackupRecord = z.infer<typeof backupRecord>;

/** How much is in a backup: its last record. */
export type BackupTotals = Omit<Extract<BackupRecord, { type: 'end' }>, 'type'>;
