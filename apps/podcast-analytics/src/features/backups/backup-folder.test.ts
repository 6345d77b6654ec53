import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupName, expiredBackups, listBackups, pruneBackups } from './backup-folder.ts';

const at = (text: string) => ({ at: new Date(text) });
const days = (backups: readonly { at: Date }[]) => backups.map(({ at }) => at.toISOString().slice(0, 13));

describe('of the backups', () => {
  test('the newest of each day is kept for so many days', () => {
    const backups = ['2026-03-04T15', '2026-03-04T03', '2026-03-03T03', '2026-03-02T03'].map((hour) =>
      at(`${hour}:00:00Z`),
    );
    expect(days(expiredBackups(backups, { daily: 2, weekly: 0 }))).toEqual(['2026-03-04T03', '2026-03-02T03']);
  });

  test('the newest of each week, which begins on Monday, is kept for longer', () => {
    const backups = ['2026-03-04', '2026-03-02', '2026-03-01', '2026-02-23', '2026-02-22', '2026-02-15'].map((day) =>
      at(`${day}T03:00:00Z`),
    );
    expect(days(expiredBackups(backups, { daily: 1, weekly: 3 }))).toEqual([
      '2026-03-02T03',
      '2026-02-23T03',
      '2026-02-15T03',
    ]);
  });

  test('none expires by the time alone: who makes no new ones keeps the old ones', () => {
    const backups = ['2020-01-03', '2020-01-02'].map((day) => at(`${day}T03:00:00Z`));
    expect(expiredBackups(backups, { daily: 7, weekly: 4 })).toEqual([]);
  });
});

describe('the folder of backups', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scry-backups-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const now = Date.UTC(2026, 2, 4, 3);
  const name = (daysAgo: number) => backupName(now - daysAgo * 86_400_000);

  test('lists backups by the time in their name, the newest first, and nothing else', async () => {
    for (const file of [name(2), name(0), `${name(1)}.partial`, 'notes.txt']) writeFileSync(join(folder, file), 'x');
    expect(await listBackups(folder)).toMatchObject([
      { name: 'podcast-analytics-2026-03-04T03-00-00Z.backup', at: new Date(now), bytes: 1 },
      { name: 'podcast-analytics-2026-03-02T03-00-00Z.backup' },
    ]);
  });

  test('loses what has expired and what was left unfinished for a day, and nothing that is not a backup', async () => {
    const files = [name(0), name(1), name(2), `${name(0)}.partial`, `${name(2)}.partial`, 'notes.partial'];
    for (const file of files) writeFileSync(join(folder, file), 'x');
    expect((await pruneBackups(folder, { daily: 2, weekly: 0 }, now)).sort()).toEqual([name(2), `${name(2)}.partial`]);
    expect(readdirSync(folder).sort()).toEqual([name(0), `${name(0)}.partial`, name(1), 'notes.partial'].sort());
  });
});
