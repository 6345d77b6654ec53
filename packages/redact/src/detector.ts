import { checkDetector } from './check-detector.ts';
import { isLinear } from './linear-time.ts';
import type { Mask } from './masks.ts';

/** The detectors that come with the package. */
export type BuiltInDetectorId =
  | 'aws-access-key'
  | 'basic-auth'
  | 'bearer'
  | 'card'
  | 'connection-string'
  | 'email'
  | 'entropy'
  | 'github-token'
  | 'google-api-key'
  | 'iban'
  | 'ip'
  | 'jwt'
  | 'phone'
  | 'private-key'
  | 'slack-token'
  | 'ssn'
  | 'stripe-key';

/** Any name; an editor offers those that come with the package. */
export type DetectorId = BuiltInDetectorId | (string & {});

/** Finds one kind of secret or personal data in text. */
export interface Detector {
  /** Stands as `rule` in findings, and names the detector in `masks`. */
  readonly id: DetectorId;
  /** The pattern runs only on a text that contains one of these. None: it runs on every text. */
  readonly triggers: readonly string[];
  /** What is found is its first group, or the whole match where it has no group. Its flags `g` and `d` do not matter. */
  readonly pattern: RegExp;
  /** Has the last word on what the pattern found: whether it counts, or how many of its first characters do. */
  readonly validate?: (found: string) => boolean | number;
  /** What stands in the text instead. `masks.full` stands for the redactor's censor. */
  readonly mask: Mask;
}

/**
 * Checks a detector of your own, and returns a frozen copy of it.
 *
 * A pattern is refused when its time might grow faster than the text: `(a+)+`, `\w+\d+x`, and also `\w+@`, which begins
 * anew at every character of a word, where `\b\w+@` does not. Back references, endless repeats in a lookaround and the flag
 * `v` are refused as well.
 *
 * @throws TypeError when a field is missing or of the wrong kind, RangeError when the pattern can match an empty text or
 * is refused.
 * @example
 * const order = defineDetector({ id: 'order', triggers: ['ORD-'], pattern: /\bORD-\d{8}\b/, mask: masks.keepLast(2) });
 * const redact = createRedactor({ values: [...defaultDetectors, order] });
 */
export function defineDetector(detector: Detector): Detector {
  const { triggers, ...checked } = checkDetector('defineDetector', detector);
  const { pattern } = checked;
  if (new RegExp(pattern, pattern.flags.replace(/[gy]/g, '')).test('')) {
    throw new RangeError(`defineDetector: pattern must not match an empty text, got ${pattern}`);
  }
  if (!isLinear(pattern)) {
    throw new RangeError(`defineDetector: pattern must not be able to backtrack, got ${pattern}`);
  }
  return Object.freeze({ ...checked, triggers: Object.freeze([...triggers]) });
}
