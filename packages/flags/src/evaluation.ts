import type { FlagMetadata } from './flag-document.ts';

/** A value of an attribute. Dates are compared as the text of `toISOString`. */
export type ContextValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Date
  | readonly ContextValue[]
  | { readonly [key: string]: ContextValue };

/** Who asks: the unit that roll-outs are by, and attributes that rules may look at. */
export interface EvaluationContext {
  /** The unit of a roll-out: the id of a user, a tenant or a device. */
  readonly targetingKey?: string | undefined;
  readonly [attribute: string]: ContextValue;
}

/** Why a flag has its value, as OpenFeature names it; `OVERRIDE` and `PREREQUISITE_FAILED` are ours. */
export type Reason =
  | 'STATIC'
  | 'TARGETING_MATCH'
  | 'DEFAULT'
  | 'DISABLED'
  | 'OVERRIDE'
  | 'PREREQUISITE_FAILED'
  | 'ERROR';

/** What went wrong, as OpenFeature names it. */
export type FlagErrorCode = 'FLAG_NOT_FOUND' | 'PARSE_ERROR' | 'TYPE_MISMATCH' | 'PROVIDER_NOT_READY' | 'GENERAL';

/** A value, and why it is that one. */
export interface EvaluationDetails<T = unknown> {
  readonly flagKey: string;
  readonly value: T;
  /** Absent where the value is the declared fallback. */
  readonly variant?: string;
  readonly reason: Reason;
  readonly errorCode?: FlagErrorCode;
  readonly errorMessage?: string;
  /** Of the document and of the flag; the flag's own wins. */
  readonly flagMetadata: FlagMetadata;
}
