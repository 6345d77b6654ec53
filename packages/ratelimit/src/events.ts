import type { Decision } from './decision.ts';

/** What the one observer of a limiter is told. `name` is the limiter's. */
export type RateLimitEvent =
  /** A call was let through, or denied. */
  | {
      readonly type: 'allowed' | 'denied';
      readonly name: string;
      readonly key: string;
      readonly cost: number;
      readonly decision: Decision;
    }
  /** The store failed, and decisions are made without it from now on. */
  | { readonly type: 'degraded'; readonly name: string; readonly error: unknown }
  /** The store answers again. */
  | { readonly type: 'recovered'; readonly name: string };
