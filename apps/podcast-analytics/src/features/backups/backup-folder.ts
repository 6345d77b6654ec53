import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface StoredBackup {
  readonly name: string;
  readonly path: string;
  readonly at: Date;
  readonly bytes: number;
}

const pattern = /^podcast-analytics-(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2}Z)\.backup$/;

/** Colons are not allowed in names everywhere. */
export function backupName(at: number): string {
  return `podcast-analytics-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup`;
}

function timeIn(name: string): Date | undefined {
  const [, hour, minute, second] = pattern.exec(name) ?? [];
  return hour === undefined ? undefined : new Date(`${hour}:${minute}:${second}`);
}

/** The newest first. */
export async function listBackups(folder: string): Promise<StoredBackup[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found: StoredBackup[] = [];
  for (const name of await readdir(folder)) {
    const at = timeIn(name);
    const path = join(folder, name);
    const file = at && (await stat(path).catch(() => undefined)); // another process may remove it
    if (at && file) found.push({ name, path, at, bytes: file.size });
  }
  return found.sort((a, b) => b.at.getTime() - a.at.getTime());
}

export interface Retention {
  /** So many days with a backup keep their newest. */
  readonly daily: number;
  /** So many weeks with a backup keep their newest. */
  readonly weekly: number;
}

/** Those that neither a day nor a week keeps, of backups that are listed newest first. */
export function expiredBackups<B extends Pick<StoredBackup, 'at'>>(backups: readonly B[], keep: Retention): B[] {
  const kept = new Set([...newestOf(backups, dayOf, keep.daily), ...newestOf(backups, weekOf, keep.weekly)]);
  return backups.filter((backup) => !kept.has(backup));
}

function newestOf<B extends Pick<StoredBackup, 'at'>>(
  backups: readonly B[],
  periodOf: (at: Date) => number,
  periods: number,
): B[] {
  const newest = new Map<number, B>();
  for (const backup of backups) {
    const period = periodOf(backup.at);
    if (!newest.has(period)) newest.set(period, backup);
  }
  return [...newest.values()].slice(0, periods);
}

const dayMs = 86_400_000;
const dayOf = (at: Date) => Math.floor(at.getTime() / dayMs);
/** From Monday on; day 0 of the epoch was a Thursday. */
const weekOf = (at: Date) => Math.floor((dayOf(at) + 3) / 7);

/** Removes what is expired, and what killed processes left unfinished more than a day ago. Returns the names. */
export async function pruneBackups(folder: string, keep: Retention, now: number): Promise<string[]> {
  const expired = expiredBackups(await listBackups(folder), keep).map(({ name }) => name);
  for (const name of await readdir(folder)) {
    const begun = name.endsWith('.partial') ? timeIn(name.slice(0, -'.partial'.length)) : undefined;
    if (begun && now - begun.getTime() > dayMs) expired.push(name);
  }
  for (const name of expired) await rm(join(folder, name), { force: true });
  return expired;
}
