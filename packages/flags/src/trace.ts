import type { Reason } from './evaluation.ts';

/** How a flag came to its value, step by step. */
export interface Trace<T = unknown> {
  readonly key: string;
  readonly value: T;
  readonly variant: string | undefined;
  readonly reason: Reason;
  readonly steps: readonly TraceStep[];
}

/** One step: an override, a prerequisite, or a rule with its path, such as `targeting.if[0]`. */
export interface TraceStep {
  readonly rule: string;
  readonly result: unknown;
  /** Where `fractional` found the unit, in [0, 1). */
  readonly bucket?: number;
}
