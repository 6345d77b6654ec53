import type { AuditEvent, Outcome } from './audit-event.ts';
import { parseTraceparent } from './traceparent.ts';

/** An event of the Elastic Common Schema. */
export interface EcsEvent {
  readonly '@timestamp': string;
  readonly ecs: { readonly version: string };
  readonly event: Readonly<Record<string, unknown>>;
  readonly [fieldSet: string]: unknown;
}

/** A category with the types that fit it. */
type Kind = readonly [category: string, type: string];

const outcomes: Readonly<Record<Outcome, string>> = {
  SUCCESS: 'success',
  FAILURE: 'failure',
  DENIED: 'failure',
  PARTIAL: 'unknown',
};

const kinds: readonly (readonly [actions: RegExp, kind: Kind])[] = [
  [/^auth\.logout$/, ['authentication', 'end']],
  [/^auth\./, ['authentication', 'start']],
  [/^api_key\..*created$/, ['iam', 'creation']],
  [/^api_key\./, ['iam', 'deletion']],
  [/^permission\.allowed$/, ['api', 'allowed']],
  [/^permission\./, ['api', 'denied']],
  [/^config\.updated$/, ['configuration', 'change']],
  [/^(?:config|adapter)\./, ['configuration', 'info']],
  [/^service\.started$/, ['process', 'start']],
  [/^service\.stopped$/, ['process', 'end']],
  [/^database\./, ['database', 'info']],
  [/\.(?:read|export|searched|exported)$/, ['api', 'access']],
  [/\.(?:created|generated|recorded)$/, ['api', 'creation']],
  [/\.(?:write|updated)$/, ['api', 'change']],
  [/\.(?:deleted?|pruned)$/, ['api', 'deletion']],
  [/\.started$/, ['api', 'start']],
  [/\.(?:completed|failed)$/, ['api', 'end']],
];

/**
 * Translates an event into ECS 9.4.0. What ECS has no field for stands under `scry.audit`.
 *
 * @example
 * toEcs(event).event['category']; // ['authentication'] for auth.login.success
 */
export function toEcs(event: AuditEvent): EcsEvent {
  const { actor, clientIp, userAgent, correlationId, traceparent } = event;
  const trace = parseTraceparent(traceparent);
  const users = [actor.id, ...(actor.impersonatedBy === undefined ? [] : [actor.impersonatedBy])];
  return {
    '@timestamp': event.time,
    ecs: { version: '9.4.0' },
    event: eventOf(event),
    message: `${event.action} by ${actor.type} ${actor.id}: ${event.outcome}`,
    // Who did it, and under `effective` in whose name.
    user:
      actor.impersonatedBy === undefined ? { id: actor.id } : { id: actor.impersonatedBy, effective: { id: actor.id } },
    related: { user: users, ...(clientIp !== undefined && { ip: [clientIp] }) },
    ...(actor.tenantId !== undefined && { organization: { id: actor.tenantId } }),
    ...(clientIp !== undefined && { source: { ip: clientIp, address: clientIp } }),
    ...(userAgent !== undefined && { user_agent: { original: userAgent } }),
    ...(trace && { trace: { id: trace.traceId } }),
    ...(correlationId !== undefined && { http: { request: { id: correlationId } } }),
    scry: { audit: ownFields(event) },
  };
}

function eventOf({ id, action, outcome, seq, stream, reason, hash }: AuditEvent): Record<string, unknown> {
  const [category, type] = kinds.find(([actions]) => actions.test(action))?.[1] ?? ['api', 'info'];
  return {
    kind: 'event',
    category: [category],
    type: [type],
    id,
    action,
    outcome: outcomes[outcome],
    sequence: seq,
    provider: stream,
    module: 'scry',
    dataset: 'scry.audit',
    hash,
    ...(reason !== undefined && { reason }),
  };
}

function ownFields({ outcome, actor, resource, sessionId, traceparent, changes, details, prev }: AuditEvent) {
  return {
    outcome,
    actor,
    prev,
    ...(resource && { resource }),
    ...(sessionId !== undefined && { session_id: sessionId }),
    ...(traceparent !== undefined && { traceparent }),
    ...(changes && { changes }),
    ...(details && { details }),
  };
}
