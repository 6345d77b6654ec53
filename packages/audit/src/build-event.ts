import { createRedactor, defaultDetectors, type Redactor } from '@scry/redact';
import { type ActionDefinition, type ActionDefinitions, actions } from './actions.ts';
import type { AuditContext, Delivery } from './audit.ts';
import type { Actor, Outcome } from './audit-event.ts';
import { AuditEventError } from './audit-event-error.ts';
import { readEnvelope } from './envelope.ts';
import type { UncheckedEvent } from './event-input.ts';
import { legacyActions } from './legacy-actions.ts';
import type { Draft } from './line.ts';
import { createUlids } from './ulid.ts';

/** An event that may be logged: it was checked, and has no secrets any more. */
export interface BuiltEvent {
  readonly draft: Draft;
  readonly action: string;
  readonly outcome: Outcome;
  readonly delivery: Delivery;
}

export interface EventRules {
  readonly stream: string;
  readonly definitions: ActionDefinitions;
  readonly redact: Redactor | false | undefined;
  readonly pseudonymize: ((value: string) => string) | undefined;
  readonly delivery: Delivery;
  readonly now: () => number;
}

/** More than what the caps of the redactor let through by default. */
const longestLine = 4_000_000;

/** What tells who and what is to stay readable: in it only credentials are searched for. */
const personal: readonly string[] = ['email', 'card', 'ssn', 'iban', 'phone', 'ip'];

/**
 * Makes a function that checks an event, redacts it, and writes it as JSON.
 *
 * It throws AuditEventError (`SCRY_AUDIT_EVENT`) with every problem of the event.
 */
export function createEventBuilder(
  rules: EventRules,
): (input: UncheckedEvent, context: Partial<AuditContext>) => BuiltEvent {
  const { redact, pseudonymize, delivery, now } = rules;
  const definitions = new Map(Object.entries({ ...ownActions(), ...rules.definitions }));
  const redactor = redact || createRedactor({ enabled: redact !== false });
  const credentials = createRedactor({
    enabled: redact !== false,
    keys: [],
    values: defaultDetectors.filter(({ id }) => !personal.includes(id)),
    jsonStrings: false,
  });
  const nextId = createUlids(now);
  const stream = JSON.stringify(rules.stream);
  const timeOf = createTimes();

  return function build(input, context) {
    const problems: string[] = [];
    const found = readable(() => readEnvelope(input, context, problems), problems);
    const action = found && (Object.hasOwn(legacyActions, found.action) ? legacyNamed(found.action) : found.action);
    const definition = definitions.get(action ?? '');
    if (found && !definition) problems.push(`action must be one of the catalogue, got ${JSON.stringify(action)}`);
    const details = definition && readable(() => checkedDetails(definition, input.details, problems), problems);
    if (!found || !definition || action === undefined || problems.length > 0) throw new AuditEventError(problems);

    const { outcome, actor, resource, clientIp, userAgent, reason, changes, ...rest } = found;
    const hide = (value: string): string => (pseudonymize === undefined ? value : pseudonymize(value));
    const who = credentials.stringify({
      time: timeOf(now()),
      action,
      outcome,
      actor: pseudonymize === undefined ? actor : hiddenActor(actor, hide),
      resource: resource && pseudonymize ? { ...resource, id: hide(resource.id) } : resource,
      correlationId: rest.correlationId,
      traceparent: rest.traceparent,
      clientIp: clientIp && hide(clientIp),
      sessionId: rest.sessionId,
    });
    const what = redactor.stringify({ userAgent, reason, changes, details });
    const id = nextId();
    const draft = {
      id,
      head: `{"v":1,"id":"${id}","stream":${stream},"seq":`,
      rest: `,${who.slice(1, -1)}${what === '{}' ? '' : `,${what.slice(1, -1)}`}`,
    };
    if (draft.rest.length > longestLine)
      throw new AuditEventError([`the event is longer than ${longestLine} characters`]);
    return { draft, action, outcome, delivery: definition.delivery ?? delivery };
  };
}

/** What the log says about itself is known to every catalogue. */
function ownActions(): ActionDefinitions {
  return Object.fromEntries(Object.entries(actions).filter(([name]) => name.startsWith('audit.')));
}

function legacyNamed(action: string): string {
  // The caller has found the name among the members.
  return legacyActions[action as keyof typeof legacyActions];
}

/** A getter or a Proxy may throw: then the event cannot be read, and that is its problem. */
function readable<T>(read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch {
    problems.push('the event must be plain data that can be read');
    return undefined;
  }
}

function checkedDetails({ details: schema }: ActionDefinition, details: unknown, problems: string[]): unknown {
  if (schema === undefined) {
    if (details !== undefined) problems.push('details must be absent, because the action has none');
    return undefined;
  }
  const { success, data, error } = schema.safeParse(details ?? {});
  if (success) return details === undefined ? undefined : data;
  for (const { path, message } of error.issues)
    problems.push(`${['details', ...path.map(String)].join('.')}: ${message}`);
  return undefined;
}

function hiddenActor(actor: Actor, hide: (value: string) => string): Actor {
  const { impersonatedBy } = actor;
  return {
    ...actor,
    id: hide(actor.id),
    ...(impersonatedBy !== undefined && { impersonatedBy: hide(impersonatedBy) }),
  };
}

/** Events of one millisecond share the text: writing it takes half as long as writing the whole event. */
function createTimes(): (ms: number) => string {
  let last = Number.NaN;
  let text = '';
  return (ms) => {
    if (ms !== last) text = new Date(ms).toISOString();
    last = ms;
    return text;
  };
}
