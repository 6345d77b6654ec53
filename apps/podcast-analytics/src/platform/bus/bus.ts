import type { BusEventType } from '../events/catalogue.ts';
import type { BusEvent } from '../events/event.ts';

/**
 * Handles an event, and the same one again: use `consumeOnce` where that matters. While it rejects, the tenant's later events
 * wait: what may fail for long belongs into a job.
 */
export type EventHandler<Type extends BusEventType = BusEventType> = (event: BusEvent<Type>) => Promise<void>;

/** Takes events from those who write them to those who act on them: at least once, in order per tenant. */
export interface Bus {
  /** Of one tenant, in their order. @throws {PublishError} where not all of them went out. */
  publish(events: readonly BusEvent[]): Promise<void>;
  /** For a process that goes on: from the first one on it takes its share of the events. */
  subscribe<Type extends BusEventType>(type: Type, handler: EventHandler<Type>): void;
  close(): Promise<void>;
}

/** The first `published` of the events went out, and the next one failed. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly published: number;

  constructor(published: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.published = published;
  }
}
