import { AsyncLocalStorage } from 'node:async_hooks';
import { observe } from '@scry/internal/observe';
import type { AuditContext, Receipt } from './audit.ts';
import type { AuditEvent } from './audit-event.ts';
import type { AuditFilter } from './audit-filter.ts';
import type { AuditNotice } from './audit-notice.ts';
import type { AuditSettings } from './audit-options.ts';
import { isAuditWriteError } from './audit-write-error.ts';
import { type BuiltEvent, createEventBuilder } from './build-event.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { UncheckedEvent } from './event-input.ts';
import { GroupCommit } from './group-commit.ts';
import { openSinks } from './open-sinks.ts';
import type { Sink, Tail } from './sink.ts';
import { SinkFeed } from './sink-feed.ts';

const self = { type: 'system', id: '@scry/audit' } as const;

/** What stands behind the methods of an audit log. The sinks may still be opening: what is logged meanwhile waits. */
export class AuditCore {
  readonly contexts = new AsyncLocalStorage<Partial<AuditContext>>();
  readonly opened: Promise<Tail>;
  private readonly settings: AuditSettings;
  private readonly build: ReturnType<typeof createEventBuilder>;
  private readonly report: ((notice: AuditNotice) => void) | undefined;
  private readonly feeds: readonly SinkFeed[];
  private readonly commit: GroupCommit;
  private closing: Promise<void> | undefined;

  constructor(settings: AuditSettings) {
    const { name, sinks, now, clock, onEvent } = settings;
    this.settings = settings;
    this.build = createEventBuilder({
      ...settings,
      stream: name,
      definitions: settings.catalogue.actions,
      redact: settings.redact,
      pseudonymize: settings.pseudonymize,
    });
    this.report = onEvent && ((notice) => observe(onEvent, notice));
    this.feeds = sinks.map((sink) => this.feedOf(sink));
    const host = { stream: name, now, clock, report: (notice: AuditNotice) => this.hear(notice) };
    this.opened = Promise.resolve().then(() => openSinks(settings.enabled ? sinks : [], host));
    this.opened.catch(() => {}); // told by createAudit, or by the first event
    this.commit = new GroupCommit({
      ...settings,
      feeds: this.feeds,
      opened: this.opened,
      report: this.report,
      lossEvent: (count, reason) => this.own('audit.events.dropped', { count, reason }),
    });
  }

  /** Throws AuditEventError when the event is wrong. */
  check(event: UncheckedEvent): void {
    this.build(event, this.context);
  }

  /** Async: what is wrong with an event is told by a rejection. */
  async log(event: UncheckedEvent): Promise<Receipt> {
    if (!this.settings.enabled) return { id: '', seq: 0, hash: '', durable: false };
    return this.commit.push(this.build(event, this.context));
  }

  /** Logs what nobody hears of when it cannot be: then it is counted as lost. */
  async logOrForget(event: UncheckedEvent): Promise<void> {
    try {
      await this.log(event);
    } catch (error) {
      const isFull = isAuditWriteError(error) && error.reason === 'queue-full';
      this.commit.forget(isFull ? 'queue-full' : 'sink-failed');
    }
  }

  async *query(filter: AuditFilter): AsyncGenerator<AuditEvent> {
    const sink = this.settings.sinks.find(({ query }) => query !== undefined);
    if (sink?.query === undefined) throw new TypeError('query: none of the sinks can be searched');
    const { actor = self } = this.context;
    const asked = this.hidden(filter);
    await this.log({ action: 'audit.log.searched', actor, details: { filter: asked } });
    await this.commit.settle();
    yield* sink.query(asked);
  }

  async checkpoint(): Promise<SignedCheckpoint> {
    await this.commit.settle();
    const sink = this.settings.sinks.find(({ checkpoint }) => checkpoint !== undefined);
    if (sink?.checkpoint === undefined) throw new TypeError('checkpoint: none of the sinks writes checkpoints');
    return sink.checkpoint();
  }

  async flush(): Promise<void> {
    await this.commit.settle();
    await this.each((feed) => feed.flush());
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private get context(): Partial<AuditContext> {
    return this.contexts.getStore() ?? {};
  }

  private async shut(): Promise<void> {
    this.commit.close();
    if (!this.settings.enabled) return;
    await this.opened;
    const settled = this.commit.settle();
    await Promise.allSettled([settled]);
    await this.each(async (feed) => {
      try {
        await feed.flush();
      } finally {
        await feed.close();
      }
    });
    await settled;
  }

  /** A required sink that fails makes the call fail; of the others the observer is told. */
  private async each(work: (feed: SinkFeed) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    const tries = this.feeds.map(async (feed) => {
      try {
        await work(feed);
      } catch (error) {
        if (feed.required) failures.push(error);
        else this.sinkFailed(feed, 0, error);
      }
    });
    await Promise.all(tries);
    if (failures.length > 0) throw failures[0];
  }

  private feedOf(sink: Sink): SinkFeed {
    const { name, clock, sinkTimeoutMs: timeoutMs, maxQueue: maxOwed } = this.settings;
    return new SinkFeed(
      sink,
      { timeoutMs, maxOwed, clock },
      {
        lost: (feed, lines) => this.report?.({ type: 'sink-dropped', name, sink: feed.name, lines }),
        failed: (feed, lines, error) => this.sinkFailed(feed, lines, error),
      },
    );
  }

  private sinkFailed({ name: sink, required }: SinkFeed, lines: number, error: unknown): void {
    this.report?.({ type: 'sink-failed', name: this.settings.name, sink, required, lines, error });
  }

  /** An event about the audit log itself: nobody waits for it. undefined: pseudonymize knows no name for the log. */
  private own(action: string, details: object): BuiltEvent | undefined {
    try {
      return { ...this.build({ action, actor: self, details }, {}), delivery: 'best-effort' };
    } catch {
      return undefined;
    }
  }

  private tell(action: string, details: object): void {
    const event = this.own(action, details);
    if (event !== undefined) this.commit.tell(event);
  }

  private hear(notice: AuditNotice): void {
    this.report?.(notice);
    if (notice.type === 'recovered') {
      const { file, torn, bytes } = notice;
      this.tell('audit.log.recovered', { file, torn, bytes });
    } else if (notice.type === 'pruned') {
      this.tell('audit.log.pruned', { file: notice.file, events: notice.events });
    }
  }

  /** Pseudonyms stand in the log, so pseudonyms are searched for. */
  private hidden(filter: AuditFilter): AuditFilter {
    const { pseudonymize } = this.settings;
    if (pseudonymize === undefined) return filter;
    const { actorId, resourceId } = filter;
    return {
      ...filter,
      ...(actorId !== undefined && { actorId: pseudonymize(actorId) }),
      ...(resourceId !== undefined && { resourceId: pseudonymize(resourceId) }),
    };
  }
}
