import type { Logger } from './logger.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';
interface PackageEvent {
  readonly type: string;
  readonly name?: string;
  readonly error?: unknown;
}

/**
 * An observer that logs the events of a package by their type: level and message. Types that are not named are not logged.
 *
 * @param what the field that holds the name of the instance, such as `breaker`
 * @param fields what else is logged of an event. @default all of it
 */
export function logEvents<Event extends PackageEvent>(
  logger: Logger,
  what: string,
  messages: { readonly [Type in Event['type']]?: readonly [level: Level, message: string] },
  fields: (event: Omit<Event, 'type' | 'name'>) => object = (event) => event,
): (event: Event) => void {
  return function logEvent({ type, name, ...event }) {
    const known: readonly [Level, string] | undefined = messages[type as Event['type']]; // a union's `type` is its own
    if (!known) return;
    const error = 'error' in event ? { error: messageOf(event.error) } : {};
    logger[known[0]]({ [what]: name, ...fields(event), ...error }, known[1]);
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
