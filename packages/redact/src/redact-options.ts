import type { Detector, DetectorId } from './detector.ts';
import type { Finding } from './finding.ts';
import type { Mask } from './masks.ts';

/**
 * A name whose value is secret. It is cut into words as the names of the data are, and must be their last ones: `api key`,
 * `apiKey` and `API_KEY` are one rule, which `stripeApiKey` meets and `apiKeyCount` does not. A RegExp is held against the
 * name as it stands.
 */
export type KeyRule = string | RegExp;

/** What is secret, what stands for it, and how much is looked at. */
export interface RedactOptions {
  /** Whether anything is redacted at all. @default true */
  readonly enabled?: boolean;
  /** Names whose values are secret, instead of the default ones; or more names, and names to allow after all. */
  readonly keys?: readonly KeyRule[] | KeyChanges;
  /**
   * Places that are redacted: `user.email`, `headers["x-id"]`, `items[0]`, with `*` or `[*]` for any one name and `**` for any
   * number of them. `!user.id` is kept, whatever else speaks against it. @default []
   */
  readonly paths?: readonly string[];
  /** What texts are searched for; `strict` adds phone numbers, IP addresses and random-looking tokens. @default 'default' */
  readonly values?: false | 'default' | 'strict' | readonly Detector[];
  /** What stands in the place of a value with a secret name or path. @default '[REDACTED]' */
  readonly censor?: string | ((value: unknown, context: CensorContext) => unknown);
  /** How what a detector found is masked, by the detector's id. @default the detector's own mask */
  readonly masks?: Partial<Readonly<Record<DetectorId, Mask>>>;
  /** Whether properties with a secret name or path are left out instead. @default false */
  readonly remove?: boolean;
  /** An object or array below this many others is redacted as a whole. @default 32 */
  readonly maxDepth?: number;
  /** Once this many values were seen, all others are redacted. @default 10_000 */
  readonly maxNodes?: number;
  /** A longer text is redacted as a whole. @default 65_536 */
  readonly maxStringLength?: number;
  /** Whether JSON in a text is redacted like any other value. @default true */
  readonly jsonStrings?: boolean;
  /** Stands in the events. @default 'redact' */
  readonly name?: string;
  /** Told of each call that redacted something, and of a censor that threw. */
  readonly onEvent?: (event: RedactEvent) => void;
}

/** What to change about the names that are known. */
export interface KeyChanges {
  readonly extend?: readonly KeyRule[];
  /** Names that are no secret; where both a rule and an allowed name fit, the one of more words decides. */
  readonly allow?: readonly string[];
}

/** What a censor is told about the value in its hands. */
export interface CensorContext {
  readonly path: Finding['path'];
  readonly by: 'name' | 'path';
  /** The name, or the path of the options, that speaks against the value. */
  readonly rule: string;
}

/** What the one observer of a redactor is told. `name` is the redactor's. */
export type RedactEvent =
  /** A call redacted something. */
  | { readonly type: 'redacted'; readonly name: string; readonly findings: readonly Finding[] }
  /** The censor threw `error`; `[REDACTED]` took the place of the value at `path`. */
  | { readonly type: 'censor-failed'; readonly name: string; readonly path: Finding['path']; readonly error: unknown };
