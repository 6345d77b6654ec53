import type {
  AnyProviderEvent,
  EventContext,
  EventDetails,
  EventHandler,
  Logger,
  ProviderEventEmitter,
} from '@openfeature/core';
import { observe } from '@scry/internal/observe';

/** The events of a provider, for either SDK: neither has to be there for the other one's sake. */
export class EventEmitter implements ProviderEventEmitter<AnyProviderEvent> {
  readonly #handlers = new Map<AnyProviderEvent, Set<EventHandler>>();

  emit(eventType: AnyProviderEvent, context?: EventContext): void {
    // The name of the provider, which details have and contexts may lack, is put in by who emits.
    for (const handler of this.getHandlers(eventType)) observe(handler, context as EventDetails);
  }

  addHandler(eventType: AnyProviderEvent, handler: EventHandler): void {
    const handlers = this.#handlers.get(eventType) ?? new Set();
    this.#handlers.set(eventType, handlers.add(handler));
  }

  removeHandler(eventType: AnyProviderEvent, handler: EventHandler): void {
    this.#handlers.get(eventType)?.delete(handler);
  }

  removeAllHandlers(eventType?: AnyProviderEvent): void {
    if (eventType === undefined) this.#handlers.clear();
    else this.#handlers.delete(eventType);
  }

  getHandlers(eventType: AnyProviderEvent): EventHandler[] {
    return [...(this.#handlers.get(eventType) ?? [])];
  }

  /** There is nothing to log: what a handler throws is reported to the platform. */
  setLogger(_logger: Logger): this {
    return this;
  }
}
