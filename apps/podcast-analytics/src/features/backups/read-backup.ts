import { createHash } from 'node:crypto';
import { BackupDamagedError } from './backup-error.ts';
import { readBackupLines } from './backup-file.ts';
import type { BackupKey } from './backup-key.ts';
import { type BackupRecord, backupRecord } from './backup-record.ts';
import { createRowDigest } from './row-digest.ts';

/** What comes out of a backup, in its order. */
export type BackupPart =
  | BackupRecord
  | { readonly type: 'rows'; readonly lines: readonly string[] }
  | { readonly type: 'bytes'; readonly bytes: Buffer };

/**
 * Reads a backup to its end, and checks that it says of itself what is in it.
 *
 * @throws {BackupDamagedError} where it does not, or is not whole.
 */
export async function* readBackup(path: string, keys: readonly BackupKey[]): AsyncGenerator<BackupPart> {
  const check = createCheck();
  for await (const lines of readBackupLines(path, keys)) {
    for (const part of partsOf(lines)) {
      check.take(part);
      yield part;
    }
  }
  check.end();
}

/** Rows that stand together come together. */
function* partsOf(lines: readonly string[]): Generator<BackupPart> {
  let rows: string[] = [];
  for (const line of lines) {
    if (line.startsWith('[')) {
      rows.push(line);
      continue;
    }
    if (rows.length > 0) yield { type: 'rows', lines: rows };
    rows = [];
    yield line.startsWith('"') ? { type: 'bytes', bytes: Buffer.from(line.slice(1, -1), 'base64') } : recordOf(line);
  }
  if (rows.length > 0) yield { type: 'rows', lines: rows };
}

function recordOf(line: string): BackupRecord {
  try {
    return backupRecord.parse(JSON.parse(line));
  } catch (cause) {
    throw new BackupDamagedError('The backup holds a record that this program does not know.', { cause });
  }
}

/** Follows the parts, and what they say of each other. */
function createCheck() {
  const found = { tables: 0, rows: 0, files: 0 };
  let digest = createRowDigest();
  let hash = createHash('sha256');
  let bytes = 0;
  let last: BackupPart['type'] | undefined;

  function follows(part: BackupPart): boolean {
    if (part.type === 'backup') return last === undefined;
    if (part.type === 'rows' || part.type === 'table-end') return last === 'table' || last === 'rows';
    if (part.type === 'bytes' || part.type === 'file-end') return last === 'file' || last === 'bytes';
    return last !== undefined && ['backup', 'file-end', 'schema', 'table-end', 'sequences'].includes(last);
  }

  function isTrue(part: BackupPart): boolean {
    if (part.type === 'table-end') return digest.rows === part.rows && digest.hex() === part.digest;
    if (part.type === 'file-end') return bytes === part.bytes && hash.digest('hex') === part.sha256;
    if (part.type !== 'end') return true;
    return found.tables === part.tables && found.rows === part.rows && found.files === part.files;
  }

  return {
    take(part: BackupPart): void {
      if (!follows(part) || !isTrue(part)) {
        throw new BackupDamagedError(
          `The backup is not as it was written: "${part.type}" after "${last ?? 'nothing'}".`,
        );
      }
      last = part.type;
      if (part.type === 'rows') for (const line of part.lines) digest.add(line);
      if (part.type === 'bytes') {
        hash.update(part.bytes);
        bytes += part.bytes.length;
      }
      if (part.type === 'table-end') {
        found.tables++;
        found.rows += part.rows;
        digest = createRowDigest();
      }
      if (part.type === 'file-end') {
        found.files++;
        hash = createHash('sha256');
        bytes = 0;
      }
    },
    end(): void {
      if (last !== 'end') throw new BackupDamagedError('The backup has no end.');
    },
  };
}
