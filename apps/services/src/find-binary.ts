import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a command in PATH; undefined where this machine has none. */
export function findBinary(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
