import { afterEach, describe, expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { createBackupKey } from './backup-key.ts';
import type { Backups } from './backups.ts';
import { type DailyBackups, isBackupDue, startDailyBackups } from './daily-backups.ts';

const three = 180;
const time = (text: string) => Date.parse(`2026-03-${text}:00Z`);

describe('a backup is due', () => {
  test.each([
    ['04T03:00', '03T03:01', true],
    ['04T02:59', '03T03:01', false],
    ['04T04:00', '04T03:00', false],
    ['04T02:00', '03T02:00', true],
    ['09T12:00', '04T03:00', true],
  ])('at %s, with the newest of %s: %s', (now, newest, due) => {
    expect(isBackupDue(time(now), three, new Date(time(newest)))).toBe(due);
  });

  test('where there is none', () => {
    expect(isBackupDue(time('04T12:00'), three, undefined)).toBe(true);
  });
});

describe('the daily backup', () => {
  let daily: DailyBackups | undefined;
  let now = time('04T12:00');
  afterEach(() => daily?.close());

  function start({ fails = false, keys = [createBackupKey(Buffer.alloc(32, 1))], older = [] as { at: Date }[] } = {}) {
    const done: string[] = [];
    // The cast: what it does not use is not here.
    const backups = {
      settings: { keys, dailyAt: three },
      isBusy: () => false,
      list: async () => [...older, ...(done.includes('create') && !fails ? [{ at: new Date(now) }] : [])],
      async create() {
        done.push('create');
        if (fails) throw new Error('no space left');
        return { path: 'the new one' };
      },
      async verify({ path }: { path?: string } = {}) {
        done.push(`verify ${path}`);
      },
    } as unknown as Backups;
    daily = startDailyBackups({ backups, now: () => now, logger: createLogger('silent'), run: (work) => work() });
    return { done, look: daily.look };
  }

  test('is made once, and verified at once', async () => {
    const { done, look } = start();
    await look();
    await look();
    expect(done).toEqual(['create', 'verify the new one']);
  });

  test('is made although a clock that was ahead has left one of the future', async () => {
    const { done, look } = start({ older: [{ at: new Date(Date.UTC(2099, 0, 1)) }] });
    await look();
    await look();
    expect(done).toEqual(['create', 'verify the new one']);
  });

  test('is tried again an hour after it failed, and not before', async () => {
    const { done, look } = start({ fails: true });
    await look();
    now += 59 * 60_000;
    await look();
    expect(done).toEqual(['create']);
    now += 60_000;
    await look();
    expect(done).toEqual(['create', 'create']);
  });

  test('is not made without a key', async () => {
    const { done, look } = start({ keys: [] });
    await look();
    expect(done).toEqual([]);
  });
});
