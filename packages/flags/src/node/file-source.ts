import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { checkOptions, checkValue, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import type { Source } from '../source.ts';
import { contentVersion } from './content-version.ts';

/** How often a file is looked at, and which states of it are waited for. */
export interface FileSourceOptions {
  /** How often the file is looked at, beside what the operating system tells; a look costs some microseconds. @default 100 */
  readonly intervalMs?: number;
  /** So long a file may be missing or cut off before it counts as that: it may be in the middle of being written. @default 100 */
  readonly settleMs?: number;
  /** A larger file is not read. @default 5_242_880 */
  readonly maxBytes?: number;
}

const anInterval: OptionRule = ['number', 'a finite number >= 1', (ms: number) => ms >= 1 && ms < Infinity];
const rules: OptionRules<FileSourceOptions> = {
  intervalMs: anInterval,
  settleMs: ['number', 'a finite number >= 0', (ms: number) => ms >= 0 && ms < Infinity],
  maxBytes: ['number', 'an integer >= 1', (bytes: number) => Number.isSafeInteger(bytes) && bytes >= 1],
};

/** File systems count time in ticks of up to some ten milliseconds: two writes within one may leave the same times. */
const tickMs = 50;
/** How soon a file that was in the middle of something is looked at again. */
const soonMs = 10;

/**
 * Documents from a file. It is read when the flags are made, so that they are ready at once, and again whenever it changes: when
 * it is rewritten, replaced by a rename, swapped behind a symbolic link as Kubernetes does with a ConfigMap, or deleted and restored.
 *
 * @param path of a JSON file.
 * @throws TypeError or RangeError for a wrong argument. What goes wrong with the file later is a failure of the source.
 * @example
 * const flags = createFlags({ definitions, source: fileSource('/etc/flags/flags.json') });
 */
export function fileSource(path: string, options: FileSourceOptions = {}): Source {
  checkValue('fileSource: path', path, ['string', 'a text that is not empty', (text: string) => text !== '']);
  const given = checkOptions('fileSource', options, rules);
  const { intervalMs = 100, settleMs = 100, maxBytes = 5 * 2 ** 20 } = given;
  let stop = (): void => {};

  return {
    name: `file ${path}`,
    start(push, fail) {
      const look = lookingAt(path, { settleMs, maxBytes, push, fail });
      let soon: NodeJS.Timeout | undefined;
      let watcher: FSWatcher | undefined;
      let folder: string | undefined;

      const lookNow = (): void => {
        clearTimeout(soon);
        // What is in the middle of being written is worth looking at sooner than usual.
        if (!look()) soon = setTimeout(lookNow, soonMs).unref();
      };
      const watchFolder = (): void => {
        try {
          const found = identityOf(dirname(path));
          if (found === folder) return;
          watcher?.close();
          // The folder, for a file that is replaced takes its watcher with it.
          watcher = watch(dirname(path), { persistent: false }, lookNow).on('error', lookNow);
          folder = found;
        } catch {
          folder = undefined; // there is none, or it may not be watched: the ticks see what no event tells
        }
      };
      const ticks = setInterval(() => {
        watchFolder();
        lookNow();
      }, intervalMs).unref();

      stop = () => {
        clearInterval(ticks);
        clearTimeout(soon);
        watcher?.close();
      };
      watchFolder();
      lookNow();
    },
    stop: () => stop(),
  };
}

interface Looking {
  readonly settleMs: number;
  readonly maxBytes: number;
  readonly push: (raw: string, version: string) => void;
  readonly fail: (error: Error) => void;
}

/** Returns the function that looks at the file once, and says whether it has settled. */
function lookingAt(path: string, { settleMs, maxBytes, push, fail }: Looking): () => boolean {
  let settled: string | undefined;
  let last: string | undefined;
  let odd: { readonly since: number; readonly told: boolean } | undefined;

  /** Tells of something odd only when it has lasted. */
  function isOdd(tell: () => void): boolean {
    odd ??= { since: performance.now(), told: false };
    if (!odd.told && performance.now() - odd.since >= settleMs) {
      odd = { ...odd, told: true };
      tell();
    }
    return odd.told;
  }

  return function look() {
    try {
      const { mark, changedAt, size } = markOf(path);
      if (mark === settled && !odd) return true;
      if (size > maxBytes) throw new RangeError(`${path} has ${size} bytes, more than ${maxBytes}`);
      const text = readFileSync(path, 'utf8');
      if (markOf(path).mark !== mark) return false; // it was written while it was read
      if (text !== last || odd?.told) {
        if (!isJson(text)) return isOdd(() => pushed(text));
        pushed(text);
      }
      odd = undefined;
      settled = Math.abs(Date.now() - changedAt) > tickMs ? mark : undefined;
      return settled !== undefined;
    } catch (error) {
      settled = undefined;
      // What the file system throws is an Error.
      return isOdd(() => fail(error as Error));
    }
  };

  function pushed(text: string): void {
    last = text;
    push(text, contentVersion(text));
  }
}

/** What differs from one state of a file to the next: its time of change cannot be set back, as the one of writing can. */
function markOf(path: string): { readonly mark: string; readonly changedAt: number; readonly size: number } {
  const stats = statSync(path, { bigint: true });
  if (!stats.isFile()) throw new TypeError(`${path} is no file`);
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return {
    mark: [dev, ino, size, mtimeNs, ctimeNs].join(' '),
    changedAt: Number(ctimeNs / 1_000_000n),
    size: Number(size),
  };
}

/** Another folder of the same name is another one: a watcher stays with the one that is gone. */
function identityOf(folder: string): string {
  const { ino, birthtimeNs } = statSync(folder, { bigint: true });
  return `${ino} ${birthtimeNs}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
