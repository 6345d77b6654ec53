import type { FlagErrorCode, Reason } from './evaluation.ts';
import type { FlagMetadata } from './flag-document.ts';
import type { Issue } from './issue.ts';

/** What observers are told. `name` is that of the flags. */
export type FlagsEvent =
  /** A flag was evaluated. */
  | {
      readonly type: 'evaluation';
      readonly name: string;
      readonly key: string;
      readonly value: unknown;
      readonly variant: string | undefined;
      readonly reason: Reason;
      readonly errorCode: FlagErrorCode | undefined;
      readonly targetingKey: string | undefined;
      readonly flagMetadata: FlagMetadata;
    }
  /** A document took the place of the one before. */
  | {
      readonly type: 'update';
      readonly name: string;
      readonly source: string;
      readonly version: string | undefined;
      readonly changes: readonly FlagChange[];
      readonly warnings: readonly Issue[];
    }
  /** A document was refused: the one before stays in force. */
  | { readonly type: 'refused'; readonly name: string; readonly source: string; readonly issues: readonly Issue[] }
  /** The source has nothing now: the last good document stays in force. */
  | { readonly type: 'source-error'; readonly name: string; readonly source: string; readonly error: unknown }
  /** Told once for each flag and cause: an override of the wrong type, a roll-out without a targeting key. */
  | { readonly type: 'warning'; readonly name: string; readonly key: string; readonly message: string };

/** What those who follow the documents are told: everything but evaluations, which would cost each of them an object. */
export type DocumentEvent = Exclude<FlagsEvent, { readonly type: 'evaluation' }>;

/** How a flag differs from the document before. */
export interface FlagChange {
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed';
}
