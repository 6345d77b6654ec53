import type { Outcome } from './audit-event.ts';
import type { SignedCheckpoint } from './checkpoint.ts';

/** What the one observer of an audit log is told. `name` is the audit log's. */
export type AuditNotice =
  /** An event is in the log. `durable`: on stable storage. `queued`: how many events wait to be written after it. */
  | {
      readonly type: 'logged';
      readonly name: string;
      readonly action: string;
      readonly outcome: Outcome;
      readonly seq: number;
      readonly durable: boolean;
      readonly queued: number;
    }
  /** `count` events are not, and will not be, in the log: there was no place for them, or the required sinks failed. */
  | {
      readonly type: 'dropped';
      readonly name: string;
      readonly count: number;
      readonly reason: 'queue-full' | 'sink-failed';
    }
  /** A sink refused `lines` lines, or took too long. A required one makes the calls fail; others are given them again. */
  | {
      readonly type: 'sink-failed';
      readonly name: string;
      readonly sink: string;
      readonly required: boolean;
      readonly lines: number;
      readonly error: unknown;
    }
  /** An optional sink was behind by more than `maxQueue` lines: `lines` of them will never reach it. */
  | { readonly type: 'sink-dropped'; readonly name: string; readonly sink: string; readonly lines: number }
  /** A checkpoint was written. */
  | { readonly type: 'checkpoint'; readonly name: string; readonly checkpoint: SignedCheckpoint }
  /** A checkpoint could not be written, or `anchor` did not take it. */
  | { readonly type: 'checkpoint-failed'; readonly name: string; readonly error: unknown }
  /** A file is not to be trusted any more: what was not acknowledged was written into a new one. */
  | { readonly type: 'poisoned'; readonly name: string; readonly file: string; readonly error: unknown }
  /** The log begins a new file. */
  | { readonly type: 'rotated'; readonly name: string; readonly file: string }
  /** After a crash `bytes` at the end of a file were moved into `torn`. */
  | {
      readonly type: 'recovered';
      readonly name: string;
      readonly file: string;
      readonly torn: string;
      readonly bytes: number;
    }
  /** A file was older than the retention, and only its proof is kept. */
  | { readonly type: 'pruned'; readonly name: string; readonly file: string; readonly events: number };
