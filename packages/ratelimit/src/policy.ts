/** How many may pass in how long a time. */
export interface Policy {
  /** Stands in decisions, events and metrics, and in the store's keys. @default 'default' */
  readonly name?: string;
  /** How many tokens a window brings: an integer >= 1. */
  readonly limit: number;
  /** The length of the window in whole milliseconds. */
  readonly windowMs: number;
  /** The most tokens that can be taken at once; for the token bucket only. @default limit */
  readonly burst?: number;
  /**
   * `token-bucket` (as GCRA) refills evenly; `sliding-window` never lets more than `limit` through in any window;
   * `fixed-window` begins with a key's first call. @default 'token-bucket'
   */
  readonly algorithm?: RateLimitAlgorithm;
  /** Sub-windows of the sliding window: it may fall short of the limit by one of them. @default 32 */
  readonly precision?: number;
  /**
   * After a denial the key is denied for so many milliseconds. A function is asked once for each of 1 to 16 strikes,
   * when the limiter is made; strikes are forgotten after a window without a block.
   */
  readonly blockMs?: number | ((strikes: number) => number);
  /** Decides and reports, and never denies. @default false */
  readonly shadow?: boolean;
}

/** How calls are counted: by refilling tokens, in any window, or in windows that follow each other. */
export type RateLimitAlgorithm = 'token-bucket' | 'sliding-window' | 'fixed-window';
