import { type Clock, startTimer } from '@scry/internal/clock';
import { changesBetween } from './changes.ts';
import type { Engine } from './engine.ts';
import type { DocumentEvent } from './events.ts';
import type { FlagDocument } from './flag-document.ts';
import type { FlagsStatus, UpdateResult } from './flags.ts';
import type { Issue } from './issue.ts';
import { loadDocument } from './load-document.ts';
import type { Source } from './source.ts';

interface IntakeOptions {
  readonly name: string;
  readonly engine: Engine;
  readonly tell: (event: DocumentEvent) => void;
  readonly now: () => number;
  readonly clock: Clock;
}

/** Takes documents in: each is put in force or refused, and the status says which. */
export class Intake {
  readonly #options: IntakeOptions;
  /** Who waits for the first document, or the first failure. */
  readonly #waiting = new Set<() => void>();
  #status: FlagsStatus = { state: 'not-ready', version: undefined, loadedAt: undefined, lastError: undefined };
  #source: Source | undefined;
  #isClosed = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  get status(): FlagsStatus {
    return this.#status;
  }

  start(source: Source): void {
    this.#source = source;
    const push = (raw: string | FlagDocument, version?: string): void => {
      if (!this.#isClosed) this.accept(source.name, raw, version);
    };
    const fail = (thrown: unknown): void => {
      if (this.#isClosed) return;
      const { name } = source;
      const error = thrown instanceof Error ? thrown : new Error(`The source ${name} failed`, { cause: thrown });
      this.#failed(error, { type: 'source-error', name: this.#options.name, source: name, error });
    };
    // Started within the call, so that a source that has its document at hand is ready at once.
    new Promise<void>((resolve) => resolve(source.start(push, fail))).catch(fail);
  }

  accept(source: string, raw: unknown, version?: string): UpdateResult {
    const { name, engine, tell, now } = this.#options;
    const loaded = loadDocument(raw, engine.surroundings);
    if (!loaded.ok) {
      const { issues } = loaded;
      this.#failed(refusal(source, issues), { type: 'refused', name, source, issues });
      return { ok: false, issues };
    }
    const { document, warnings } = loaded;
    const changes = changesBetween(engine.document, document);
    engine.use(document, loaded.flags);
    this.#settle({ state: 'ready', version, loadedAt: now(), lastError: undefined });
    tell({ type: 'update', name, source, version, changes, warnings });
    return { ok: true, changes, warnings };
  }

  ready(timeoutMs: number): Promise<FlagsStatus> {
    if (this.#status.state !== 'not-ready' || !this.#source || this.#isClosed) return Promise.resolve(this.#status);
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#waiting.delete(done);
        resolve(this.#status);
      };
      const cancel = timeoutMs < Infinity ? startTimer(this.#options.clock, timeoutMs, done) : () => {};
      this.#waiting.add(done);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#settle(this.#status);
    await this.#source?.stop();
  }

  #failed(error: Error, event: DocumentEvent): void {
    this.#settle({ ...this.#status, state: this.#options.engine.document ? 'stale' : 'error', lastError: error });
    this.#options.tell(event);
  }

  #settle(status: FlagsStatus): void {
    this.#status = Object.freeze(status);
    for (const done of this.#waiting) done();
  }
}

export function refusal(source: string, issues: readonly Issue[]): Error {
  const problems = issues.map(({ path, message }) => `${path} ${message}`.trim());
  return new Error(`The ${source} is refused: ${problems.join('; ')}`);
}
