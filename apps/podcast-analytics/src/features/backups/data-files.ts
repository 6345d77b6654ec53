import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the data directory, as long as it was when it was listed. */
export interface DataFile {
  /** From the data directory on, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** Left out: the database's own files (its tables are in the backup), locks, drafts, and what backups themselves leave. */
const omitted =
  /^(pgdata|VERSION|backups|backup-status\.json|(restoring|replaced)-[^/]*)(\/|$)|(^|\/)(lock[^/]*|[^/]*\.(tmp|partial))$/;

/** Logs that are appended to. */
const isLog = (path: string) => /\.(ndjson|checkpoints)$/.test(path);

/** Everything but the audit trail. */
export async function listDataFiles(dataDir: string): Promise<DataFile[]> {
  const paths = await walk(dataDir, '');
  return measured(dataDir, paths.filter((path) => !path.startsWith('audit/')).sort());
}

/** A checkpoint speaks of events: what is listed first may speak only of what is listed later. */
export async function listAuditFiles(dataDir: string): Promise<DataFile[]> {
  const checkpoints = await measured(
    dataDir,
    (await walk(dataDir, 'audit/')).filter((path) => path.endsWith('.checkpoints')),
  );
  const others = (await walk(dataDir, 'audit/')).filter((path) => !path.endsWith('.checkpoints'));
  return [...checkpoints, ...(await measured(dataDir, others))];
}

async function walk(dataDir: string, under: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, under), { withFileTypes: true }).catch(ifThere<[]>([]));
  const paths: string[] = [];
  for (const entry of entries) {
    const path = `${under}${entry.name}`;
    if (omitted.test(path)) continue;
    if (entry.isDirectory()) paths.push(...(await walk(dataDir, `${path}/`)));
    else if (entry.isFile()) paths.push(path);
  }
  return paths;
}

async function measured(dataDir: string, paths: readonly string[]): Promise<DataFile[]> {
  const files: DataFile[] = [];
  for (const path of paths) {
    const found = await stat(join(dataDir, path)).catch(ifThere(undefined));
    if (found) files.push({ path, bytes: found.size });
  }
  return files;
}

const pieceBytes = 48 * 1024;

/**
 * Its bytes; of a log that is being written to, up to its last whole line. All of one that has been replaced since it was listed,
 * for half of a document is none. Nothing where it is gone meanwhile.
 */
export async function* readDataFile(dataDir: string, { path, bytes }: DataFile): AsyncGenerator<Buffer> {
  const file = await open(join(dataDir, path)).catch(ifThere(undefined));
  if (!file) return;
  try {
    const end = isLog(path) ? await endOfLastLine(file, bytes) : (await file.stat()).size;
    for (let position = 0; position < end; ) {
      const piece = await readPiece(file, position, Math.min(pieceBytes, end - position));
      if (piece.length === 0) return; // it is shorter now
      yield piece;
      position += piece.length;
    }
  } finally {
    await file.close();
  }
}

async function endOfLastLine(file: FileHandle, bytes: number): Promise<number> {
  for (let end = bytes; end > 0; end -= pieceBytes) {
    const start = Math.max(0, end - pieceBytes);
    const found = (await readPiece(file, start, end - start)).lastIndexOf('\n');
    if (found >= 0) return start + found + 1;
  }
  return 0;
}

async function readPiece(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** For what another process may remove or replace at any moment. */
function ifThere<T>(absent: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return absent;
    throw error;
  };
}
