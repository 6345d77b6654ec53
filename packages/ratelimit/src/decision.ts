/** Whether a caller may go on, and when it may come back. Durations are whole milliseconds, rounded up. */
export interface Decision {
  readonly allowed: boolean;
  /** The limit of the policy that is named in `policy`; so are all figures beside it. */
  readonly limit: number;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** 0 if allowed, Infinity if the cost is more than the policy ever gives at once. */
  readonly retryAfterMs: number;
  /** Until `remaining` grows; 0 when it is full. */
  readonly availableAfterMs: number;
  /** Until it is completely full. */
  readonly resetAfterMs: number;
  readonly windowMs: number;
  /** The name of the most restrictive policy: what denied for longest, else what has the least left. */
  readonly policy: string;
  /** The names of the policies that the call would exceed. In an allowed decision they are in shadow mode. */
  readonly violated: readonly string[];
  readonly policies: readonly PolicyState[];
  /** How it was decided when the store did not answer; false when it did, and in memory. */
  readonly degraded: false | 'local' | 'open' | 'closed';
}

/** One policy's part in a decision. */
export interface PolicyState {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly remaining: number;
  readonly availableAfterMs: number;
  readonly resetAfterMs: number;
}
