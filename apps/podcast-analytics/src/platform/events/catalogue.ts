/** Every key event. Who adds one, adds it to the list of its kind: that decides where it goes. */
import type * as z from 'zod';
import { businessEvents } from './business-events.ts';
import type { EventDefinition } from './event-definition.ts';
import { operationalEvents } from './operational-events.ts';
import { securityEvents } from './security-events.ts';

type Definitions = typeof securityEvents & typeof businessEvents & typeof operationalEvents;

export type EventType = keyof Definitions;
/** Those that go over the bus, by way of the outbox. */
export type BusEventType = keyof typeof businessEvents;
/** Those that are only told: to the log and to the metrics. */
export type LogEventType = Exclude<EventType, BusEventType>;
export type EventData<Type extends EventType> = z.infer<Definitions[Type]['data']>;

const definitions: Readonly<Record<EventType, EventDefinition>> = {
  ...securityEvents,
  ...businessEvents,
  ...operationalEvents,
};

export const eventTypes = Object.keys(definitions) as readonly EventType[]; // the record has exactly these

export function isBusEventType(type: string): type is BusEventType {
  return Object.hasOwn(businessEvents, type);
}

export function levelOf(type: EventType): EventDefinition['level'] {
  return definitions[type].level;
}

/**
 * The data of an event as its schema has it.
 *
 * @throws {TypeError} that names every problem, but none of the values: they may be secret.
 */
export function checkEventData<Type extends EventType>(type: Type, data: unknown): EventData<Type> {
  const parsed = definitions[type].data.safeParse(data);
  if (parsed.success) return parsed.data as EventData<Type>; // by the schema of that type
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'data'}: ${message}`);
  throw new TypeError(`The event ${type} does not fit its schema: ${problems.join('; ')}`);
}
