import type { AuditEvent, Outcome } from './audit-event.ts';

/** What a search asks for: an event must fit every member that is there. */
export interface AuditFilter {
  /** ISO 8601; this moment and later. */
  readonly from?: string;
  /** ISO 8601; before this moment. */
  readonly to?: string;
  /** The dotted name; with `*` at its end every action that begins so: `auth.*`. */
  readonly action?: string;
  readonly outcome?: Outcome;
  readonly actorId?: string;
  readonly resourceType?: string;
  readonly resourceId?: string;
  readonly tenantId?: string;
  readonly correlationId?: string;
  /** Stands anywhere in the event's JSON, in upper or lower case. */
  readonly text?: string;
  /** How many events at most. @default no limit */
  readonly limit?: number;
}

/**
 * Makes a test of events; the limit is the caller's.
 *
 * @throws RangeError when a time is none.
 */
export function matcher(filter: AuditFilter): (event: AuditEvent) => boolean {
  const { action, outcome, actorId, resourceType, resourceId, tenantId, correlationId } = filter;
  const from = momentOf('from', filter.from);
  const to = momentOf('to', filter.to);
  const text = filter.text?.toLowerCase();
  const prefix = action?.endsWith('*') ? action.slice(0, -1) : undefined;
  const is = (wanted: string | undefined, found: string | undefined): boolean =>
    wanted === undefined || wanted === found;

  return function matches(event) {
    return (
      (from === undefined || event.time >= from) &&
      (to === undefined || event.time < to) &&
      (prefix === undefined ? is(action, event.action) : event.action.startsWith(prefix)) &&
      is(outcome, event.outcome) &&
      is(actorId, event.actor.id) &&
      is(resourceType, event.resource?.type) &&
      is(resourceId, event.resource?.id) &&
      (tenantId === undefined || tenantId === event.actor.tenantId || tenantId === event.resource?.tenantId) &&
      is(correlationId, event.correlationId) &&
      (text === undefined || JSON.stringify(event).toLowerCase().includes(text))
    );
  };
}

function momentOf(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new RangeError(`query: ${name} must be a time as in ISO 8601, got ${JSON.stringify(text)}`);
}
