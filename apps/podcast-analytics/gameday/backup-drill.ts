import { copyFile, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli } from '../test/run-cli.ts';
import type { Game } from './game.ts';

export interface BackupDrill {
  readonly isVerified: boolean;
  /** What was said of the good one. */
  readonly verified: string;
  readonly isCorruptionCaught: boolean;
  /** What was said of the one with a bit turned. */
  readonly corrupted: string;
}

/**
 * Makes a backup of the first process, restores it aside and compares; then turns one bit of a copy, which must not pass for good.
 */
export async function drillBackups({ world, apps }: Pick<Game, 'world' | 'apps'>): Promise<BackupDrill> {
  const settings = { ...apps[0]?.settings, LOG_LEVEL: 'warn' };
  const made = await runCli(['backup'], settings);
  if (made.code !== 0) return failed(made.stderr);
  const folder = world.settings['BACKUP_DIR'] ?? '';
  const name = (await readdir(folder)).find((file) => file.endsWith('.backup')) ?? '';
  const good = await runCli(['verify-backup', join(folder, name)], settings);
  const copy = join(world.folder, 'corrupted.backup');
  await copyFile(join(folder, name), copy);
  await turnOneBit(copy);
  const bad = await runCli(['verify-backup', copy], settings);
  return {
    isVerified: good.code === 0,
    verified: lastLine(good.code === 0 ? good.stdout : good.stderr),
    isCorruptionCaught: bad.code === 1,
    corrupted: bad.code === 1 ? lastLine(bad.stderr) : 'it passed for good',
  };
}

function failed(said: string): BackupDrill {
  return { isVerified: false, verified: lastLine(said), isCorruptionCaught: false, corrupted: 'there was none' };
}

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1) ?? '';
}

async function turnOneBit(path: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    const middle = Math.floor(size / 2);
    await file.read(byte, 0, 1, middle);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await file.write(byte, 0, 1, middle);
  } finally {
    await file.close();
  }
}
