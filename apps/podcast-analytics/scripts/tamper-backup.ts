/**
 * Damages a copy of a backup many times, by one bit or by cutting it off, and reads it: each damage must be noticed.
 * Usage: BACKUP_KEY=… node --conditions=@scry/source --import tsx scripts/tamper-backup.ts <file> [tries, by default 100]
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBackupKeys } from '../src/features/backups/backup-key.ts';
import { readBackup } from '../src/features/backups/read-backup.ts';

const [, , path, tries = '100'] = process.argv;
if (path === undefined) throw new Error('usage: tamper-backup.ts <file> [tries]');
const keys = parseBackupKeys(process.env['BACKUP_KEY'] ?? '');
const whole = readFileSync(path);
const folder = mkdtempSync(join(tmpdir(), 'scry-tamper-'));
const copy = join(folder, 'copy.backup');

async function isRead(bytes: Uint8Array): Promise<boolean> {
  writeFileSync(copy, bytes);
  try {
    for await (const _ of readBackup(copy, keys));
    return true;
  } catch {
    return false;
  }
}

function damaged(): Uint8Array {
  const at = randomInt(whole.length);
  if (randomInt(2) === 0) return whole.subarray(0, at);
  const bytes = Buffer.from(whole);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8));
  return bytes;
}

let missed = 0;
try {
  if (!(await isRead(whole))) throw new Error(`${path} cannot be read as it is`);
  for (let n = 0; n < Number(tries); n++) if (await isRead(damaged())) missed++;
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${Number(tries) - missed} of ${tries} damages were noticed`);
process.exitCode = missed === 0 ? 0 : 1;
