import type { Declarations, KeysOf, ValueOf, Values } from './definitions.ts';
import type { EvaluationContext, EvaluationDetails } from './evaluation.ts';
import type { DocumentEvent, FlagChange } from './events.ts';
import type { FlagDocument } from './flag-document.ts';
import type { Issue } from './issue.ts';
import type { Trace } from './trace.ts';

/** The flags of a program. No method but `ready` waits, and none that evaluates ever throws. */
export interface Flags<D extends Declarations = Declarations> {
  readonly name: string;
  /** Whether a boolean flag is on. */
  on(key: KeysOf<D, boolean>, context?: EvaluationContext): boolean;
  /** The value of a flag: what the document says, else the declared fallback. */
  value<K extends keyof D & string>(key: K, context?: EvaluationContext): ValueOf<D, K>;
  /** The value, its variant and the reason. */
  details<K extends keyof D & string>(key: K, context?: EvaluationContext): EvaluationDetails<ValueOf<D, K>>;
  /** Which override, prerequisite or rule decided, and in which bucket the unit is. Slower, and no event is told. */
  explain<K extends keyof D & string>(key: K, context?: EvaluationContext): Trace<ValueOf<D, K>>;
  /** The same flags with a context that need not be given again; attributes of a call win over it. */
  for(context: EvaluationContext): BoundFlags<D>;
  /** The values of all declared flags. */
  all(context?: EvaluationContext): Values<D>;
  /**
   * Any flag of the document, declared or not, for protocols that ask by name: `value` is undefined where the caller's own
   * default holds, because the flag is disabled, missing or has no variant.
   */
  evaluate(key: string, context?: EvaluationContext): EvaluationDetails;
  /** The document in force; undefined before the first one. */
  document(): FlagDocument | undefined;
  /** Resolves when a document is in force or the source has failed, or when the time is up; never rejects. */
  ready(options?: { readonly timeoutMs?: number }): Promise<FlagsStatus>;
  status(): FlagsStatus;
  /** Puts a document in force, or refuses it as a whole. */
  update(document: unknown, version?: string): UpdateResult;
  /** Tells `listener` too what happens to the documents. Returns the function that ends it. */
  subscribe(listener: (event: DocumentEvent) => void): () => void;
  /** Stops the source. The flags keep the document that they have. */
  close(): Promise<void>;
}

/** Flags for one context. */
export type BoundFlags<D extends Declarations = Declarations> = Pick<
  Flags<D>,
  'on' | 'value' | 'details' | 'explain' | 'for' | 'all' | 'evaluate'
>;

/** Which document is in force, and how its source is. */
export interface FlagsStatus {
  /** `stale`: a document is in force, and the source's last word was a failure; `error`: the same without a document. */
  readonly state: 'not-ready' | 'ready' | 'stale' | 'error';
  /** What the source calls its document. */
  readonly version: string | undefined;
  /** When the document in force came, in epoch milliseconds. */
  readonly loadedAt: number | undefined;
  /** Why the last document or attempt was no good; undefined after a good one. */
  readonly lastError: Error | undefined;
}

/** What became of a document: what it changed, or why it was refused. */
export type UpdateResult =
  | { readonly ok: true; readonly changes: readonly FlagChange[]; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };
