import type { Clock } from '@scry/internal/clock';
import type { AuditEvent } from './audit-event.ts';
import type { AuditFilter } from './audit-filter.ts';
import type { AuditNotice } from './audit-notice.ts';
import type { SignedCheckpoint } from './checkpoint.ts';

export type { AuditFilter } from './audit-filter.ts';
export type { AuditNotice } from './audit-notice.ts';

/** The last event that a sink holds: where the chain goes on. */
export interface Tail {
  readonly seq: number;
  readonly hash: string;
}

/** What a sink is told about the audit log that it belongs to. */
export interface SinkHost {
  /** The name of the audit log. */
  readonly stream: string;
  /** Wall clock in epoch milliseconds. */
  readonly now: () => number;
  readonly clock: Clock;
  /** Tells the observer of the audit log. */
  report(notice: AuditNotice): void;
}

/** Where events go. One call of `append` runs at a time, and each goes on where the one before it ended. */
export interface Sink {
  /** Stands in notices and errors. @default 'sink' */
  readonly name?: string;
  /** Whether a call of `log` waits for this sink and fails with it; others are served behind it. @default true */
  readonly required?: boolean;
  /** Called once, before all else; tells where the chain ends that the sink holds. */
  open?(host: SinkHost): Promise<Tail | undefined>;
  /**
   * Takes lines: events as JSON, without a line feed, in the order of their `seq`. It resolves when it has all of them, on
   * stable storage where `durable` is asked for; when it rejects, none of them counts, and they may come again.
   */
  append(lines: readonly string[], options: { readonly durable: boolean }): Promise<void>;
  /** The events that fit the filter, oldest first. */
  query?(filter: AuditFilter): AsyncIterable<AuditEvent>;
  /** A statement over all events so far. */
  checkpoint?(): Promise<SignedCheckpoint>;
  /** Resolves when all that was taken is on stable storage. */
  flush?(): Promise<void>;
  close(): Promise<void>;
}
