import { chmodSync, existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Nobody may do what root may not: a test that runs as root is somebody else for a while. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** A thread may not become another user. */
export const canLosePermission = !isRoot || isMainThread;

/** From here on the process may not read the file. */
export function losePermission(file: string): void {
  chmodSync(file, 0o000);
  if (isRoot) process.seteuid?.(nobody);
}

export function givePermission(file: string): void {
  if (isRoot) process.seteuid?.(0);
  if (existsSync(file)) chmodSync(file, 0o755);
}
