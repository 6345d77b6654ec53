import type { Logger } from '../logger.ts';
import { checkEventData, type EventType, levelOf } from './catalogue.ts';
import type { AnyEvent, BusEvent, LogEvent } from './event.ts';

export interface Events {
  /** Tells an event that belongs to no transaction. It never throws: what cannot be told must not stop the deed. */
  emit(event: LogEvent): void;
  /** Tells an event of the outbox, once it was published. */
  published(event: BusEvent): void;
}

interface EventParts {
  readonly logger: Logger;
  /** Told of every event that fits its schema, such as the metrics. */
  readonly observe?: (event: AnyEvent) => void;
}

/** Each event becomes one log line, and whatever the observer makes of it. */
export function createEvents({ logger, observe = () => {} }: EventParts): Events {
  function tell(type: EventType, fields: object, event: AnyEvent): void {
    logger[levelOf(type)]({ event: type, ...fields, data: event.data }, type);
    observe(event);
  }

  return {
    emit(event) {
      try {
        checkEventData(event.type, event.data);
        tell(event.type, {}, event);
      } catch (error) {
        logger.error({ event: event.type, error: String(error) }, 'event not told');
      }
    },
    published: (event) => tell(event.type, { eventId: event.id, subject: event.subject }, event),
  };
}
