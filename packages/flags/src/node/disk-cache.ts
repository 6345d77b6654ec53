import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { checkValue } from '@scry/internal/check-options';
import { errorCode } from '@scry/internal/error-code';
import type { FlagDocument } from '../flag-document.ts';
import { parseDocument } from '../parse-document.ts';
import type { Source } from '../source.ts';
import { contentVersion } from './content-version.ts';

/**
 * Keeps the last good document of a source in a file, and begins with it: a program that starts while the source is away has the
 * flags that it had before. A cache that cannot be read or written is a warning of the process, and no failure.
 *
 * @param path of the file; it is replaced as a whole, and may be shared by processes.
 * @throws TypeError or RangeError for a wrong argument.
 * @example
 * createFlags({ definitions, source: diskCache('/var/cache/shop/flags.json', httpSource('https://flags.internal/flags')) });
 */
export function diskCache(path: string, source: Source): Source {
  checkValue('diskCache: path', path, ['string', 'a text that is not empty', (text: string) => text !== '']);
  checkValue('diskCache: source', source, ['object', 'a Source', (value: object) => 'start' in value]);
  let stored: string | undefined;

  function store(raw: string | FlagDocument): void {
    if (raw === stored) return;
    const parsed = parseDocument(raw);
    if (!parsed.ok) return;
    const text = typeof raw === 'string' ? raw : JSON.stringify(parsed.document);
    if (text === stored) return;
    const draft = `${path}.${process.pid}.draft`;
    try {
      writeFileSync(draft, text);
      renameSync(draft, path);
      stored = text;
    } catch (error) {
      warn(`${path} cannot be written`, error);
      remove(draft);
    }
  }

  return {
    name: source.name,
    start(push, fail) {
      stored = readCache(path);
      if (stored !== undefined) push(stored, contentVersion(stored));
      return source.start((raw, version) => {
        push(raw, version);
        store(raw);
      }, fail);
    },
    stop: () => source.stop(),
  };
}

function readCache(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const parsed = parseDocument(text);
    if (parsed.ok) return text;
    warn(`${path} holds no flag document`, parsed.issues[0]);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') warn(`${path} cannot be read`, error);
  }
  return undefined;
}

function remove(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Where nothing can be written, nothing may be removed either, and the warning was given.
  }
}

/** `reason` is an error of the file system, or an issue. */
function warn(what: string, reason: unknown): void {
  const { message } = reason as { readonly message: string };
  process.emitWarning(`diskCache: ${what}: ${message}`);
}
