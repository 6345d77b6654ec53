import type { ZodType, z } from 'zod';
import type { ActionDefinition, BuiltInActions } from './actions.ts';
import type { Actor, Change, Outcome, Resource } from './audit-event.ts';
import type { LegacyActions } from './legacy-actions.ts';

/** What every event may say, whatever its action. */
export interface EventFields {
  /** Who did it. @default the actor of the context, see `runWith` */
  readonly actor?: Actor;
  readonly resource?: Resource;
  /** @default that of the context */
  readonly correlationId?: string;
  /** As in W3C Trace Context. @default that of the context */
  readonly traceparent?: string;
  /** An IPv4 or IPv6 address. @default that of the context */
  readonly clientIp?: string;
  /** @default that of the context */
  readonly sessionId?: string;
  /** @default that of the context */
  readonly userAgent?: string;
  /** Why, in words: redacted. */
  readonly reason?: string;
  /** What became different: redacted. */
  readonly changes?: readonly Change[];
}

/** What the helpers take: the action is theirs, the details are checked when the event is logged. */
export interface HelperInput extends EventFields {
  readonly action?: string;
  readonly outcome?: Outcome;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An event as it comes: whether it is one, the catalogue decides. */
export interface UncheckedEvent extends Omit<HelperInput, 'details'> {
  readonly details?: unknown;
}

/** An action that may be logged, by either spelling, with the details that its schema asks for. */
export type EventInput<A = BuiltInActions> = {
  [K in keyof A & string]: EventFields & {
    readonly action: K | LegacyName<K>;
    /** @default 'SUCCESS' */
    readonly outcome?: Outcome;
  } & DetailsField<A[K]>;
}[keyof A & string];

type LegacyName<K> = { [L in keyof LegacyActions]: LegacyActions[L] extends K ? L : never }[keyof LegacyActions];

type DetailsField<D> =
  D extends ActionDefinition<infer S extends ZodType>
    ? Partial<z.input<S>> extends z.input<S>
      ? { readonly details?: z.input<S> }
      : { readonly details: z.input<S> }
    : never;
