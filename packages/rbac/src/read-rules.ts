import type { DocumentReader } from './document-reader.ts';
import { segments } from './pattern.ts';
import type { Constraint, Deny, Grant, Pattern, PolicyDocument, Role } from './policy-document.ts';
import { readCondition, type Scope } from './read-condition.ts';
import type { Declared, DeclaredResource } from './read-declarations.ts';

type Found = Partial<Record<string, unknown>>;

interface Place {
  readonly reader: DocumentReader;
  readonly declared: Declared;
  readonly roles: ReadonlySet<string>;
  /** What the rules of a pattern may speak of, found once for each pattern. */
  readonly topics: Map<string, Topic | undefined>;
}

interface Topic {
  readonly scope: Scope;
  readonly fields: ReadonlySet<string>;
}

export function readRules(
  reader: DocumentReader,
  found: Found,
  declared: Declared,
): Pick<PolicyDocument, 'roles' | 'denies' | 'constraints'> {
  const { roles: given = {} } = found;
  const roles = new Set(typeof given === 'object' && given !== null ? Object.keys(given) : []);
  const place: Place = { reader, declared, roles, topics: new Map() };
  const ids = new Set<string>();
  const { denies, constraints } = found;
  const duties = constraints === undefined ? {} : reader.fields(constraints, 'constraints', [], ['static', 'dynamic']);
  const readDuties = (kind: string) =>
    duties[kind] !== undefined && {
      [kind]: reader.list(duties[kind], `constraints.${kind}`, (each, at) => readConstraint(place, each, at, ids)),
    };
  return {
    roles: reader.record(given, 'roles', (value, path) => readRole(place, value, path)),
    ...(denies !== undefined && {
      denies: reader.list(denies, 'denies', (each, at) => readDeny(place, each, at, ids)),
    }),
    ...(constraints !== undefined && { constraints: { ...readDuties('static'), ...readDuties('dynamic') } }),
  };
}

function readRole({ reader, ...place }: Place, value: unknown, path: string): Role {
  const found = reader.fields(value, path, [], ['inherits', 'grants', 'superuser', 'crossTenant']);
  const { superuser, crossTenant } = found;
  if (superuser !== undefined && superuser !== true) reader.report(`${path}.superuser`, 'must be true, or left out');
  const crossing =
    crossTenant === undefined ? undefined : reader.fields(crossTenant, `${path}.crossTenant`, ['reason']);
  const reason = crossing?.['reason'];
  if (crossing && (typeof reason !== 'string' || reason.trim() === '')) {
    reader.report(`${path}.crossTenant.reason`, 'must say why the wall between tenants is passed');
  }
  return {
    ...(found['inherits'] !== undefined && {
      inherits: readRoles({ reader, ...place }, found['inherits'], `${path}.inherits`),
    }),
    ...(found['grants'] !== undefined && {
      grants: reader.list(found['grants'], `${path}.grants`, (each, at) => readGrant({ reader, ...place }, each, at)),
    }),
    ...(superuser === true && { superuser }),
    ...(crossing && { crossTenant: { reason: String(reason) } }),
  };
}

function readGrant(place: Place, value: unknown, path: string): Pattern | Grant {
  const plain = typeof value === 'string';
  const found = plain ? { permission: value } : place.reader.fields(value, path, ['permission'], ['when', 'fields']);
  const at = plain ? path : `${path}.permission`;
  if (found['permission'] === '*:*') place.reader.report(at, 'grants everything: say superuser: true');
  const topic = readTopic(place, found['permission'], at);
  if (plain) return value as Pattern; // or the document is refused, and nobody sees it
  const fields = found['fields'];
  const known = topic?.fields ?? new Set();
  // Its parts were read one by one; a document with a problem in it is refused as a whole.
  return {
    permission: found['permission'],
    ...readWhen(place, found, path, topic),
    ...(fields !== undefined && {
      fields: place.reader.list(fields, `${path}.fields`, (each, i) => place.reader.oneOf(each, i, known, 'field')),
    }),
  } as Grant;
}

function readDeny(place: Place, value: unknown, path: string, ids: Set<string>): Deny {
  const found = place.reader.fields(value, path, ['id', 'permission'], ['when', 'unlessRoles']);
  const topic = readTopic(place, found['permission'], `${path}.permission`);
  const excused = found['unlessRoles'];
  // As above.
  return {
    id: readId(place, found['id'], `${path}.id`, ids),
    permission: found['permission'],
    ...readWhen(place, found, path, topic),
    ...(excused !== undefined && { unlessRoles: readRoles(place, excused, `${path}.unlessRoles`) }),
  } as Deny;
}

function readConstraint(place: Place, value: unknown, path: string, ids: Set<string>): Constraint {
  const found = place.reader.fields(value, path, ['id', 'roles', 'max']);
  const { roles: given = [] } = found;
  const id = readId(place, found['id'], `${path}.id`, ids);
  const roles = readRoles(place, given, `${path}.roles`);
  const max = Number(found['max']);
  if (typeof found['max'] !== 'number' || !Number.isInteger(max) || max < 1 || max >= new Set(roles).size) {
    place.reader.report(`${path}.max`, 'must be an integer >= 1 and less than the number of roles');
  }
  return { id, roles, max };
}

function readWhen({ reader }: Place, found: Found, path: string, topic: Topic | undefined) {
  const { when } = found;
  return when !== undefined && topic && { when: readCondition(reader, when, `${path}.when`, topic.scope) };
}

function readRoles({ reader, roles }: Place, value: unknown, path: string): string[] {
  return reader.list(value, path, (each, at) => reader.oneOf(each, at, roles, 'role of the policy') ?? '');
}

function readId({ reader }: Place, value: unknown, path: string, ids: Set<string>): string {
  // Where it is missing, that was reported.
  const id = value === undefined ? '' : (reader.name(value, path) ?? '');
  if (id !== '' && ids.has(id)) reader.report(path, `${id} is the id of another rule`);
  ids.add(id);
  return id;
}

/** What a pattern speaks of: it must meet a permission. */
function readTopic({ reader, declared, topics }: Place, pattern: unknown, path: string): Topic | undefined {
  if (pattern === undefined) return undefined; // it is missing, and that was reported
  const [resource, action] = segments(pattern) ?? ['', ''];
  const key = resource === '*' ? String(pattern) : resource;
  if (!topics.has(key)) topics.set(key, topicOf(declared, resource, action));
  const topic = topics.get(key);
  const single = declared.resources.get(resource);
  if (topic && (resource === '*' || action === '*' || single?.actions.has(action))) return topic;
  reader.report(
    path,
    `${JSON.stringify(pattern)?.slice(0, 64)} is no permission of the policy, and no pattern of some`,
  );
  return undefined;
}

function topicOf({ principal, context, resources }: Declared, resource: string, action: string): Topic | undefined {
  // One resource is looked up: going through all of them for each would take minutes for ten thousand.
  const [first, ...others] =
    resource === '*'
      ? [...resources.values()].filter(({ actions }) => action === '*' || actions.has(action))
      : [resources.get(resource)].filter((each) => each !== undefined);
  if (first === undefined) return undefined;
  const shared = [...first.attributes].filter(([name, type]) =>
    others.every((each) => each.attributes.get(name) === type),
  );
  const fields = [...first.fields].filter((field) => others.every((each: DeclaredResource) => each.fields.has(field)));
  return { scope: { principal, context, resource: new Map(shared) }, fields: new Set(fields) };
}
