import type { Actor, AuditEvent } from './audit-event.ts';
import { ocsfClassOf } from './ocsf-class.ts';
import { parseTraceparent } from './traceparent.ts';

/** An event of the Open Cybersecurity Schema Framework; which attributes it has depends on its class. */
export interface OcsfEvent {
  readonly class_uid: number;
  readonly class_name: string;
  readonly category_uid: number;
  readonly activity_id: number;
  readonly activity_name: string;
  /** `class_uid` × 100 + `activity_id`. */
  readonly type_uid: number;
  readonly severity_id: number;
  readonly status_id: number;
  readonly status: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

const [authentication, management, lifecycle] = [3002, 3004, 6002];
// Where something was done in part, OCSF knows "Other" with the source's own word.
const statuses = { SUCCESS: 1, FAILURE: 2, DENIED: 2, PARTIAL: 99 } as const;
const severities = { SUCCESS: 1, PARTIAL: 2, FAILURE: 2, DENIED: 3 } as const;
const userTypes = { user: 1, system: 3, service: 4, api_key: 99 } as const;

/**
 * Translates an event into OCSF 1.8.0: Authentication (3002), Entity Management (3004), Application Lifecycle (6002), or
 * API Activity (6003) for all other actions, those of the application's own included. What OCSF has no place for stands in `unmapped`.
 *
 * @example
 * toOcsf(event).type_uid; // 300201 for auth.login.success
 */
export function toOcsf(event: AuditEvent): OcsfEvent {
  const { action, outcome, time, reason } = event;
  const { uid, name, activityId, activityName } = ocsfClassOf(action);
  return {
    class_uid: uid,
    class_name: name,
    category_uid: Math.floor(uid / 1000),
    activity_id: activityId,
    activity_name: activityName,
    type_uid: uid * 100 + activityId,
    severity_id: severities[outcome],
    status_id: statuses[outcome],
    status: outcome,
    time: Date.parse(time),
    message: `${action} by ${event.actor.type} ${event.actor.id}: ${outcome}`,
    ...(reason !== undefined && { status_detail: reason }),
    metadata: metadataOf(uid, event),
    actor: { user: userOf(event.actor), ...(event.sessionId !== undefined && { session: { uid: event.sessionId } }) },
    ...(uid !== lifecycle && callerOf(event)),
    ...ofClass(uid, event),
    unmapped: unmappedOf(uid, event),
  };
}

function metadataOf(uid: number, event: AuditEvent): Record<string, unknown> {
  const { id, stream, seq, time, action, correlationId, actor, traceparent } = event;
  // The class has its actor from the profile of hosts, and API Activity its trace from another.
  const profiles = uid === lifecycle ? ['host'] : uid === 6003 && traceparent !== undefined ? ['trace'] : [];
  return {
    version: '1.8.0',
    product: { name: '@scry/audit', vendor_name: 'Scry' },
    profiles,
    uid: id,
    log_name: stream,
    sequence: seq,
    original_time: time,
    event_code: action,
    ...(correlationId !== undefined && { correlation_uid: correlationId }),
    ...(actor.tenantId !== undefined && { tenant_uid: actor.tenantId }),
  };
}

/** From where it was asked for. API Activity requires an endpoint, known or not. */
function callerOf({ clientIp, userAgent }: AuditEvent): Record<string, unknown> {
  return {
    src_endpoint: clientIp === undefined ? { name: 'unknown' } : { ip: clientIp },
    ...(userAgent !== undefined && { http_request: { user_agent: userAgent } }),
  };
}

/** The attributes that the class requires beside those of every event. */
function ofClass(uid: number, { action, actor, resource, stream, sessionId, details, traceparent }: AuditEvent) {
  if (uid === authentication) {
    return {
      user: userOf(actor),
      service: { name: stream },
      is_mfa: details?.['mfa'] === true || action.startsWith('auth.mfa.'),
      ...(sessionId !== undefined && { session: { uid: sessionId } }),
    };
  }
  if (uid === management)
    return { entity: { type: resource?.type ?? action.split('.')[0], uid: resource?.id ?? action } };
  if (uid === lifecycle) return { app: { name: resource?.id ?? actor.id } };
  const trace = parseTraceparent(traceparent);
  return {
    api: { operation: action },
    ...(resource && { resources: [{ type: resource.type, uid: resource.id }] }),
    ...(trace && { trace: { uid: trace.traceId } }),
  };
}

function userOf({ type, id, tenantId }: Actor): Record<string, unknown> {
  return { uid: id, type, type_id: userTypes[type], ...(tenantId !== undefined && { org: { uid: tenantId } }) };
}

function unmappedOf(uid: number, event: AuditEvent): Record<string, unknown> {
  const { actor, resource, clientIp, userAgent, traceparent, changes, details, prev, hash } = event;
  return {
    ...(actor.impersonatedBy !== undefined && { impersonated_by: actor.impersonatedBy }),
    ...(resource && (uid === authentication || resource.tenantId !== undefined) && { resource }),
    ...(uid === lifecycle && { client_ip: clientIp, user_agent: userAgent }),
    ...(traceparent !== undefined && { traceparent }),
    ...(changes && { changes }),
    ...(details && { details }),
    prev,
    hash,
  };
}
