import { aClock, aFunction, aLimit, aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { startTimer, systemClock } from '@scry/internal/clock';
import { observe } from '@scry/internal/observe';
import { bind } from './bind.ts';
import { changesBetween } from './changes.ts';
import type { Declarations } from './definitions.ts';
import { Engine } from './engine.ts';
import type { DocumentEvent } from './events.ts';
import type { FlagDocument } from './flag-document.ts';
import type { Flags, FlagsStatus, UpdateResult } from './flags.ts';
import type { FlagsOptions } from './flags-options.ts';
import { loadDocument } from './load-document.ts';
import type { Source } from './source.ts';

const rules: OptionRules<FlagsOptions> = {
  definitions: ['object', 'made by defineFlags', (given: object) => 'declarations' in given],
  source: ['object', 'a Source or a flag document'],
  overrides: ['object', 'a list of overrides', Array.isArray],
  context: ['object', 'an object'],
  name: aString,
  onEvent: aFunction,
  now: aFunction,
  clock: aClock,
};

/**
 * Creates the flags of a program from the flags that it declares and the documents that a source brings. Until the first document
 * is there, and for whatever it does not say, the declared fallbacks hold. A bad document never takes the place of a good one.
 *
 * @throws TypeError when an option is wrong, or the document given as `source` is none.
 * @example
 * const flags = createFlags({
 *   definitions: defineFlags({ newDashboard: flag.boolean(false) }),
 *   source: { flags: { newDashboard: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } } },
 * });
 * flags.on('newDashboard', { targetingKey: 'user-7' }); // true
 */
export function createFlags<D extends Declarations>(options: FlagsOptions<D>): Flags<D> {
  const given: FlagsOptions = checkOptions<FlagsOptions>('createFlags', options, rules);
  const {
    definitions,
    source,
    overrides = [],
    context = {},
    name = 'flags',
    now = Date.now,
    clock = systemClock,
  } = given;
  const { onEvent } = given;
  const listeners = new Set<(event: DocumentEvent) => void>();
  const tell = (event: DocumentEvent): void => {
    if (onEvent) observe(onEvent, event);
    for (const listener of listeners) observe(listener, event);
  };
  const warn = (key: string, message: string): void => tell({ type: 'warning', name, key, message });
  const engine = new Engine({ declarations: definitions.declarations, overrides: [...overrides], now, warn });
  const waiting = new Set<() => void>();
  let status: FlagsStatus = { state: 'not-ready', version: undefined, loadedAt: undefined, lastError: undefined };
  let closed = false;

  function settle(next: FlagsStatus): void {
    status = Object.freeze(next);
    for (const resolve of waiting) resolve();
    waiting.clear();
  }

  function failed(error: Error, event: DocumentEvent): void {
    settle({ ...status, state: engine.document ? 'stale' : 'error', lastError: error });
    tell(event);
  }

  function accept(from: string, raw: unknown, version: string | undefined): UpdateResult {
    const loaded = loadDocument(raw, engine.surroundings);
    if (!loaded.ok) {
      const { issues } = loaded;
      failed(refusal(from, issues), { type: 'refused', name, source: from, issues });
      return { ok: false, issues };
    }
    const { document, warnings } = loaded;
    const changes = changesBetween(engine.document, document);
    engine.use(document, loaded.flags);
    settle({ state: 'ready', version, loadedAt: now(), lastError: undefined });
    tell({ type: 'update', name, source: from, version, changes, warnings });
    return { ok: true, changes, warnings };
  }

  function start(from: Source): void {
    const fail = (thrown: unknown): void => {
      if (closed) return;
      const error = thrown instanceof Error ? thrown : new Error(`The source ${from.name} failed`, { cause: thrown });
      failed(error, { type: 'source-error', name, source: from.name, error });
    };
    const push = (raw: string | FlagDocument, version?: string): void => {
      if (!closed) accept(from.name, raw, version);
    };
    // Started within the call, so that a source that has its document at hand is ready at once.
    new Promise<void>((resolve) => resolve(from.start(push, fail))).catch(fail);
  }

  function ready({ timeoutMs = Infinity }: { readonly timeoutMs?: number } = {}): Promise<FlagsStatus> {
    checkOptions('ready', { timeoutMs }, { timeoutMs: aLimit });
    if (status.state !== 'not-ready' || !isSource(source) || closed) return Promise.resolve(status);
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        waiting.delete(done);
        resolve(status);
      };
      const cancel = timeoutMs < Infinity ? startTimer(clock, timeoutMs, done) : () => {};
      waiting.add(done);
    });
  }

  if (isSource(source)) start(source);
  else if (source !== undefined) {
    const result = accept('document', source, undefined);
    if (!result.ok) throw new TypeError(`createFlags: source ${refusal('document', result.issues).message}`);
  }

  return {
    name,
    ...bind<D>({ engine, name, ...(onEvent && { onEvent }) }, context),
    document: () => engine.document,
    ready,
    status: () => status,
    update: (document, version) => accept('update', document, version),
    subscribe(listener) {
      const own = (event: DocumentEvent): void => listener(event);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    async close() {
      if (closed) return;
      closed = true;
      settle(status);
      if (isSource(source)) await source.stop();
    },
  };
}

function isSource(source: Source | FlagDocument | undefined): source is Source {
  return source !== undefined && 'start' in source;
}

function refusal(from: string, issues: readonly { path: string; message: string }[]): Error {
  return new Error(
    `The ${from} is refused: ${issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`,
  );
}
