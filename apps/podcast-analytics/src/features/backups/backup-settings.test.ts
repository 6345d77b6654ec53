import { describe, expect, test } from 'vitest';
import { createBackupKey } from './backup-key.ts';
import { readBackupSettings } from './backup-settings.ts';

const secret = Buffer.alloc(32, 5);
const id = createBackupKey(secret).id;

describe('the settings of backups', () => {
  test('are a folder in the data directory, three in the morning, a week of days and a month of weeks, and no key', () => {
    expect(readBackupSettings({}, '/data')).toEqual({
      keys: [],
      folder: '/data/backups',
      dailyAt: 180,
      keep: { daily: 7, weekly: 4 },
    });
  });

  test.each([
    ['Base64', secret.toString('base64')],
    ['hexadecimal', secret.toString('hex')],
  ])('take a key in %s', (_, text) => {
    expect(readBackupSettings({ BACKUP_KEY: text }, '/data').keys.map((key) => key.id)).toEqual([id]);
  });

  test('take several keys, the newest first', () => {
    const newer = Buffer.alloc(32, 6);
    const { keys } = readBackupSettings(
      { BACKUP_KEY: `${newer.toString('base64')}, ${secret.toString('base64')}` },
      '/data',
    );
    expect(keys.map((key) => key.id)).toEqual([createBackupKey(newer).id, id]);
  });

  test('refuse a short key without telling it', () => {
    const read = () => readBackupSettings({ BACKUP_KEY: 'hunter2' }, '/data');
    expect(read).toThrow('BACKUP_KEY: expected 32 random bytes in Base64');
    expect(read).not.toThrow('hunter2');
  });

  test.each([
    [{ BACKUP_AT: '24:00' }, 'BACKUP_AT: expected a time in UTC such as 03:00, or off, got "24:00"'],
    [{ BACKUP_KEEP_DAILY: '0' }, 'BACKUP_KEEP_DAILY: expected a whole number from 1 to 999, got "0"'],
    [{ BACKUP_KEEP_WEEKLY: '-1' }, 'BACKUP_KEEP_WEEKLY: expected a whole number from 0 to 999, got "-1"'],
  ])('refuse %j', (env, message) => {
    expect(() => readBackupSettings(env as Record<string, string>, '/data')).toThrow(message); // each has one of the names
  });

  test('leave the making to others with BACKUP_AT=off', () => {
    expect(readBackupSettings({ BACKUP_AT: 'off' }, '/data').dailyAt).toBeUndefined();
  });
});
