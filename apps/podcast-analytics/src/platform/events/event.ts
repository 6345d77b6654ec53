import type { BusEventType, EventData, EventType, LogEventType } from './catalogue.ts';

interface Told<Type extends EventType> {
  readonly type: Type;
  readonly data: EventData<Type>;
}

/** An event as it goes over the bus. */
export type BusEvent<Type extends BusEventType = BusEventType> = Type extends BusEventType
  ? Told<Type> & {
      /** The same one each time that it is delivered. */
      readonly id: string;
      readonly tenantId: string;
      /** The id of what it happened to. */
      readonly subject: string;
      readonly occurredAt: Date;
      readonly requestId?: string | undefined;
      readonly userId?: string | undefined;
      readonly traceparent?: string | undefined;
    }
  : never;

/** An event that is only told. Who asked stands in the log line by itself, see `platform/context/`. */
export type LogEvent<Type extends LogEventType = LogEventType> = Type extends LogEventType ? Told<Type> : never;

/** What observers get: any event, at the moment that it is told. */
export type AnyEvent = BusEvent | LogEvent;
