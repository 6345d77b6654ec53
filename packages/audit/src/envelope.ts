import { isIP } from 'node:net';
import type { AuditContext } from './audit.ts';
import type { Actor, Change, Outcome, Resource } from './audit-event.ts';
import type { UncheckedEvent } from './event-input.ts';
import { parseTraceparent } from './traceparent.ts';

/** All that an event says but its details, read once, with what the context adds. */
export interface Envelope {
  readonly action: string;
  readonly outcome: Outcome;
  readonly actor: Actor;
  readonly resource: Resource | undefined;
  readonly correlationId: string | undefined;
  readonly traceparent: string | undefined;
  readonly clientIp: string | undefined;
  readonly sessionId: string | undefined;
  readonly userAgent: string | undefined;
  readonly reason: string | undefined;
  readonly changes: readonly Change[] | undefined;
}

const members = new Set([
  'action',
  'outcome',
  'actor',
  'resource',
  'correlationId',
  'traceparent',
  'clientIp',
  'sessionId',
  'userAgent',
  'reason',
  'changes',
  'details',
]);
const outcomes: readonly unknown[] = ['SUCCESS', 'FAILURE', 'PARTIAL', 'DENIED'];
const actorTypes: readonly unknown[] = ['user', 'service', 'api_key', 'system'];
const longestName = 2_048;
const mostChanges = 1_000;

type Unread = Readonly<Record<string, unknown>>;

/** Reads an event by hand: a schema of all this takes longer than writing the event. Each problem is put on the list. */
export function readEnvelope(
  input: UncheckedEvent,
  context: Partial<AuditContext>,
  problems: string[],
): Envelope | undefined {
  if (!isObject(input)) {
    problems.push(`the event must be an object, got ${kindOf(input)}`);
    return undefined;
  }
  for (const name in input) if (!members.has(name)) problems.push(`${name} is no member of an event`);
  const { tenantId } = context;
  const actor = readActor(input['actor'] ?? context.actor, tenantId, problems);
  const resource = input['resource'] === undefined ? undefined : readResource(input['resource'], problems);
  const text = (name: keyof UncheckedEvent & keyof AuditContext): string | undefined =>
    optionalText(name, input[name] ?? context[name], longestName, problems);
  const { outcome = 'SUCCESS' } = input;
  if (!outcomes.includes(outcome)) problems.push(`outcome must be one of ${outcomes.join(', ')}`);
  const envelope = {
    action: requiredText('action', input['action'], problems),
    // It is one of the four, or a problem.
    outcome: outcome as Outcome,
    actor,
    resource,
    correlationId: text('correlationId'),
    traceparent: text('traceparent'),
    clientIp: text('clientIp'),
    sessionId: text('sessionId'),
    // These two are redacted, which has a cap of its own.
    userAgent: optionalText('userAgent', input['userAgent'] ?? context.userAgent, Infinity, problems),
    reason: optionalText('reason', input['reason'], Infinity, problems),
    changes: readChanges(input['changes'], problems),
  };
  if (envelope.traceparent !== undefined && parseTraceparent(envelope.traceparent) === undefined) {
    problems.push('traceparent must be one of W3C Trace Context');
  }
  if (envelope.clientIp !== undefined && isIP(envelope.clientIp) === 0)
    problems.push('clientIp must be an IPv4 or IPv6 address');
  return envelope;
}

function readActor(actor: unknown, tenant: string | undefined, problems: string[]): Actor {
  if (!isObject(actor)) {
    problems.push(`actor must be an object with type and id, got ${kindOf(actor)}`);
    return { type: 'system', id: '' };
  }
  const { type } = actor;
  if (!actorTypes.includes(type)) problems.push(`actor.type must be one of ${actorTypes.join(', ')}`);
  const id = requiredText('actor.id', actor['id'], problems);
  const tenantId = optionalText('actor.tenantId', actor['tenantId'] ?? tenant, longestName, problems);
  const impersonatedBy = optionalText('actor.impersonatedBy', actor['impersonatedBy'], longestName, problems);
  return {
    // It is one of the four, or a problem.
    type: type as Actor['type'],
    id,
    ...(tenantId !== undefined && { tenantId }),
    ...(impersonatedBy !== undefined && { impersonatedBy }),
  };
}

function readResource(resource: unknown, problems: string[]): Resource | undefined {
  if (!isObject(resource)) {
    problems.push(`resource must be an object with type and id, got ${kindOf(resource)}`);
    return undefined;
  }
  const type = requiredText('resource.type', resource['type'], problems);
  const id = requiredText('resource.id', resource['id'], problems);
  const tenantId = optionalText('resource.tenantId', resource['tenantId'], longestName, problems);
  return { type, id, ...(tenantId !== undefined && { tenantId }) };
}

function readChanges(changes: unknown, problems: string[]): Change[] | undefined {
  if (changes === undefined) return undefined;
  if (!Array.isArray(changes) || changes.length > mostChanges) {
    problems.push(`changes must be an array of at most ${mostChanges} changes, got ${kindOf(changes)}`);
    return undefined;
  }
  return changes.map((change: unknown, i) => {
    if (!isObject(change))
      problems.push(`changes[${i}] must be an object with path, old and new, got ${kindOf(change)}`);
    const { path, old, new: now } = isObject(change) ? change : { path: '-' };
    // JSON leaves out what is undefined, and a change has both.
    return { path: requiredText(`changes[${i}].path`, path, problems), old: old ?? null, new: now ?? null };
  });
}

function requiredText(name: string, value: unknown, problems: string[]): string {
  const text = optionalText(name, value ?? '', longestName, problems) ?? '';
  if (text === '' && (value === undefined || value === null || value === ''))
    problems.push(`${name} must not be missing or empty`);
  return text;
}

function optionalText(name: string, value: unknown, longest: number, problems: string[]): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') problems.push(`${name} must be a string, got ${kindOf(value)}`);
  else if (value.length > longest)
    problems.push(`${name} must have at most ${longest} characters, got ${value.length}`);
  else return value;
  return undefined;
}

function isObject(value: unknown): value is Unread {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value)
    ? `an array of ${value.length}`
    : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
