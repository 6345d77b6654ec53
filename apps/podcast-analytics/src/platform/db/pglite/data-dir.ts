import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDataDir } from './data-dir-lock.ts';

/** Raised when the files of PGlite change in a way that an older or newer program cannot read: its PostgreSQL major. */
const version = '18';

export interface DataDir {
  /** The folder that PGlite itself writes. */
  readonly pgData: string;
  release(): void;
}

/** Makes sure that `path` is a data directory of this version, and takes it for this process. */
export function openDataDir(path: string): DataDir {
  mkdirSync(path, { recursive: true });
  const release = lockDataDir(join(path, 'lock'));
  try {
    checkVersion(path);
  } catch (error) {
    release();
    throw error;
  }
  return { pgData: join(path, 'pgdata'), release };
}

function checkVersion(path: string): void {
  const file = join(path, 'VERSION');
  if (!statSync(file, { throwIfNoEntry: false })) {
    const foreign = readdirSync(path).filter((name) => !name.startsWith('lock'));
    if (foreign.length > 0) {
      throw new Error(
        `${path} is not a data directory: it has no file VERSION but holds ${foreign.slice(0, 3).join(', ')}. Name an empty or a new folder.`,
      );
    }
    writeFileSync(file, `${version}\n`, { flush: true });
  }
  const found = readFileSync(file, 'utf8').trim();
  if (found !== version) {
    throw new Error(`The data directory ${path} has version ${found}, and this program reads version ${version}.`);
  }
}
