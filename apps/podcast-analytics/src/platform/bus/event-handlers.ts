import { runInContext } from '../context/request-context.ts';
import type { BusEventType } from '../events/catalogue.ts';
import type { BusEvent } from '../events/event.ts';
import type { EventHandler } from './bus.ts';

/** Who subscribed to what. */
export interface EventHandlers {
  add<Type extends BusEventType>(type: Type, handler: EventHandler<Type>): void;
  /** Runs all handlers of the event, one after the other, on behalf of whom it tells of. */
  handle(event: BusEvent): Promise<void>;
}

export function createEventHandlers(): EventHandlers {
  const handlers = new Map<BusEventType, EventHandler[]>();
  return {
    add(type, handler) {
      // The cast: it is called with events of its type only.
      handlers.set(type, [...(handlers.get(type) ?? []), handler as EventHandler]);
    },
    async handle(event) {
      const { requestId, tenantId, userId, traceparent } = event;
      for (const handler of handlers.get(event.type) ?? [])
        await runInContext({ requestId, tenantId, userId, traceparent }, () => handler(event));
    },
  };
}
