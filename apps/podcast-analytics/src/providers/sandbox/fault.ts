/**
 * What a sandbox does instead of answering well.
 *
 * - `status`, `rate-limit`: it refuses, and does nothing
 * - `hang`, `reset`, `half-answer`: it does what it was asked, and the answer is lost
 * - `latency`: it answers well, but late
 */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'half-answer' };

export interface FaultSwitch {
  /** The fault that the next request meets; undefined when all is well. Counts it. */
  take(): Fault | undefined;
  /** Until it is cleared, or for so many requests. */
  set(fault: Fault, times?: number): void;
  clear(): void;
  /** What is set now. */
  readonly current: Fault | undefined;
}

export function createFaultSwitch(): FaultSwitch {
  let current: Fault | undefined;
  let left = 0;
  return {
    take() {
      const fault = current;
      if (--left <= 0) current = undefined;
      return fault;
    },
    set(fault, times = Number.POSITIVE_INFINITY) {
      current = fault;
      left = times;
    },
    clear() {
      current = undefined;
    },
    get current() {
      return current;
    },
  };
}
