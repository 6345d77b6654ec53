import { createRedactor, defaultDetectors, type Redactor } from '@scry/redact';
import { type ActionDefinition, type ActionDefinitions, actions } from './actions.ts';
import type { AuditContext, Delivery } from './audit.ts';
import type { Actor, Outcome } from './audit-event.ts';
import { AuditEventError } from './audit-event-error.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
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

/** What belongs to a person, and is no credential. */
const personal: readonly string[] = ['email', 'card', 'ssn', 'iban', 'phone', 'ip'];

/**
 * Makes a function that checks an event, redacts it, and writes it as JSON.
 *
 * It throws AuditEventError (`SCRY_AUDIT_EVENT`) with every problem of the event.
 */
export function createEventBuilder(
  rules: EventRules,
): (input: UncheckedEvent, context: Partial<AuditContext>) => BuiltEvent {
  const { redact, delivery, now } = rules;
  const read = createEventReader(rules.definitions);
  const redactor = redact || createRedactor({ enabled: redact !== false });
  const writeWho = createWhoWriter(rules);
  const nextId = createUlids(now);
  const stream = JSON.stringify(rules.stream);
  const timeOf = createTimes();

  return function build(input, context) {
    const { envelope, action, definition, details } = read(input, context);
    const { outcome, userAgent, reason, changes } = envelope;
    const who = writeWho(timeOf(now()), action, envelope);
    const what = redactor.stringify({ userAgent, reason, changes, details });
    const id = nextId();
    const head = `{"v":1,"id":"${id}","stream":${stream},"seq":`;
    const rest = `,${who.slice(1, -1)}${membersOf(what)}`;
    if (rest.length > longestLine) throw new AuditEventError([`the event is longer than ${longestLine} characters`]);
    return { draft: { id, head, rest }, action, outcome, delivery: definition.delivery ?? delivery };
  };
}

interface ReadEvent {
  readonly envelope: Envelope;
  /** The dotted name. */
  readonly action: string;
  readonly definition: ActionDefinition;
  readonly details: unknown;
}

function createEventReader(catalogue: ActionDefinitions) {
  const definitions = new Map(Object.entries({ ...ownActions(), ...catalogue }));

  return function read(input: UncheckedEvent, context: Partial<AuditContext>): ReadEvent {
    const problems: string[] = [];
    const envelope = readable(() => readEnvelope(input, context, problems), problems);
    if (envelope === undefined) throw new AuditEventError(problems);
    const action = dottedName(envelope.action);
    const definition = definitions.get(action);
    if (definition === undefined) {
      throw new AuditEventError([...problems, `action must be one of the catalogue, got ${JSON.stringify(action)}`]);
    }
    const details = readable(() => checkedDetails(definition, input.details, problems), problems);
    if (problems.length > 0) throw new AuditEventError(problems);
    return { envelope, action, definition, details };
  };
}

/** Who did what to which thing stays readable, or becomes a pseudonym; only credentials are searched for in it. */
function createWhoWriter({ redact, pseudonymize }: EventRules) {
  const values = defaultDetectors.filter(({ id }) => !personal.includes(id));
  const credentials = createRedactor({ enabled: redact !== false, keys: [], values, jsonStrings: false });
  // Without one of these no credential is found; and JSON writes a backslash where it might hide one.
  const suspicious = new RegExp(['\\', ...values.flatMap(({ triggers }) => triggers)].map(literally).join('|'));
  const hide = (value: string): string => (pseudonymize === undefined ? value : pseudonymize(value));

  return function writeWho(time: string, action: string, envelope: Envelope): string {
    const { outcome, actor, resource, correlationId, traceparent, clientIp, sessionId } = envelope;
    const who = {
      time,
      action,
      outcome,
      actor: pseudonymize === undefined ? actor : hiddenActor(actor, hide),
      resource: resource && pseudonymize ? { ...resource, id: hide(resource.id) } : resource,
      correlationId,
      traceparent,
      clientIp: clientIp && hide(clientIp),
      sessionId,
    };
    const plain = JSON.stringify(who);
    // One look at the whole text takes a fifth of the time of a walk through its values.
    return suspicious.test(plain) ? credentials.stringify(who) : plain;
  };
}

/** What stands between the braces. A text stands for all of it that could not be written. */
function membersOf(json: string): string {
  if (!json.startsWith('{')) return `,"details":{"redacted":${json}}`;
  return json === '{}' ? '' : `,${json.slice(1, -1)}`;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** What the log says about itself is known to every catalogue. */
function ownActions(): ActionDefinitions {
  return Object.fromEntries(Object.entries(actions).filter(([name]) => name.startsWith('audit.')));
}

function dottedName(action: string): string {
  // The name was found among the members.
  return Object.hasOwn(legacyActions, action) ? legacyActions[action as keyof typeof legacyActions] : action;
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
