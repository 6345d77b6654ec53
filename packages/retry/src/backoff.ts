/**
 * How a delay is spread, after Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015):
 * `full` in [0, d), `equal` in [d/2, d), `decorrelated` in [minDelayMs, 3 × the delay before), `none` is d itself.
 */
export type Jitter = 'full' | 'equal' | 'decorrelated' | 'none';

export interface BackoffOptions {
  readonly minDelayMs: number;
  readonly factor: number;
  readonly maxDelayMs: number;
  readonly jitter: Jitter;
  readonly random: () => number;
}

/** The delay before retry number `retry` (1, 2, …) without jitter, in milliseconds. */
export function plainDelay({ minDelayMs, factor, maxDelayMs }: BackoffOptions, retry: number): number {
  // The factor overflows to Infinity in time, and 0 × Infinity would be NaN.
  return minDelayMs === 0 ? 0 : Math.min(maxDelayMs, minDelayMs * factor ** (retry - 1));
}

/** The delay before retry number `retry`, jitter included, in [0, maxDelayMs]. `previous` is the delay before it. */
export function jitteredDelay(options: BackoffOptions, retry: number, previous: number): number {
  const { minDelayMs, maxDelayMs, jitter, random } = options;
  const delay = plainDelay(options, retry);
  switch (jitter) {
    case 'none':
      return delay;
    case 'full':
      return random() * delay;
    case 'equal':
      return delay * (0.5 + random() / 2);
    case 'decorrelated': {
      const widest = Math.max(previous, minDelayMs) * 3;
      return Math.min(maxDelayMs, minDelayMs + random() * (widest - minDelayMs));
    }
  }
}
