// What a policy means, as slowly and plainly as it can be said. No indexes, no compilation, no caches.
import type { Condition, DecisionCode, PolicyDocument, Role } from '../src/index.ts';

type Facts = Readonly<Record<string, unknown>>;
/** True, false, or undefined for UNKNOWN. */
type Kleene = boolean | undefined;
type Assigned = { role: string; tenantId?: unknown; notBefore?: number; expires?: number; scopes?: readonly string[] };
type Constraints = readonly { roles: readonly string[]; max: number }[] | undefined;
type Inputs = { principal: Facts; resource: Facts | undefined; context: Facts };
type Asked = Inputs & { document: PolicyDocument; permission: string; now: number };

export function naiveDecision(asked: Asked): DecisionCode {
  const owner = asked.principal['onBehalfOf'] as Facts | undefined;
  if (owner === undefined) return ownDecision(asked);
  const borrowed = naiveDecision({ ...asked, principal: owner });
  if (borrowed !== 'ALLOW') return borrowed;
  if (asked.principal['roles'] !== undefined) return ownDecision(asked);
  return inScope(asked.principal['scopes'], asked.permission) ? (tenancy(asked) ?? 'ALLOW') : 'SCOPE';
}

function ownDecision(asked: Asked): DecisionCode {
  const { document, principal, permission, now } = asked;
  const [resource = '', action = ''] = permission.split(':');
  if (!document.resources[resource]?.actions.includes(action)) return 'UNKNOWN_PERMISSION';

  const tenant = document.tenant && principal[document.tenant.principal];
  const switchedOn = principal['activeRoles'] as readonly string[] | undefined;
  const here = ((principal['roles'] ?? []) as (string | Assigned)[])
    .map((each): Assigned => (typeof each === 'string' ? { role: each } : each))
    .filter(({ role }) => Object.hasOwn(document.roles, role))
    .filter(({ tenantId }) => tenantId === undefined || tenantId === tenant);
  const isActive = ({ role }: Assigned) => switchedOn === undefined || switchedOn.includes(role);
  const inForce = here.filter(({ notBefore = now, expires = Infinity }) => notBefore <= now && now < expires);
  const active = inForce.filter(isActive);
  const allOf = (roles: readonly Assigned[]) => roles.flatMap(({ role }) => closure(document, role));
  const breaks = (constraints: Constraints, roles: readonly Assigned[]) =>
    constraints?.some((each) => each.roles.filter((role) => allOf(roles).includes(role)).length > each.max);
  if (breaks(document.constraints?.static, inForce) || breaks(document.constraints?.dynamic, active))
    return 'CONSTRAINT';

  const grantsOf = ({ role }: Assigned) =>
    closure(document, role).flatMap((each) => matchingGrants(document.roles[each], permission));
  const granting = (roles: readonly Assigned[]) => roles.filter((each) => grantsOf(each).length > 0);
  const scoped = active.filter(({ scopes }) => inScope(principal['scopes'], permission) && inScope(scopes, permission));
  const holders = granting(scoped);
  if (holders.length === 0) {
    if (granting(active).length > 0) return 'SCOPE';
    return granting(here.filter(isActive)).length > 0 ? 'EXPIRED' : 'NO_GRANT';
  }

  const crossing = holders.filter(({ role, tenantId }) => document.roles[role]?.crossTenant && tenantId === undefined);
  const fault = tenancy(asked);
  if (fault && crossing.length === 0) return fault;
  for (const deny of document.denies ?? []) {
    const excused = deny.unlessRoles?.some((role) => allOf(scoped).includes(role));
    if (!excused && matches(deny.permission, permission) && evaluate(deny.when, asked) !== false) return 'DENY_RULE';
  }
  const outcomes = (fault ? crossing : holders).flatMap(grantsOf).map((when) => evaluate(when, asked));
  if (outcomes.includes(true)) return 'ALLOW';
  return fault ?? (outcomes.includes(undefined) ? 'CONDITION_UNKNOWN' : 'NO_GRANT');
}

/** The conditions under which a role's own grants give a permission; `undefined` for none. */
function matchingGrants(role: Role | undefined, permission: string): (Condition | undefined)[] {
  if (role?.superuser) return [undefined];
  return (role?.grants ?? [])
    .map((each): { permission: string; when?: Condition } => (typeof each === 'string' ? { permission: each } : each))
    .filter((each) => matches(each.permission, permission))
    .map(({ when }) => when);
}

const closure = (document: PolicyDocument, role: string): string[] =>
  [role].concat((document.roles[role]?.inherits ?? []).flatMap((parent) => closure(document, parent)));

function matches(pattern: string, permission: string): boolean {
  const [resource, action] = permission.split(':');
  const [left, right] = pattern.split(':');
  return (left === '*' || left === resource) && (right === '*' || right === action);
}

const inScope = (scopes: unknown, permission: string): boolean =>
  scopes === undefined || (scopes as readonly string[]).some((scope) => matches(scope, permission));

function tenancy(asked: Asked): DecisionCode | undefined {
  const { document, permission, resource } = asked;
  const [name = '', action = ''] = permission.split(':');
  const collection = document.resources[name]?.collectionActions?.includes(action);
  if (!document.tenant) return undefined;
  if (resource === undefined && !collection) return 'TENANT_MISSING';
  const own = valueAt(`principal.${document.tenant.principal}`, asked);
  const theirs = resource === undefined ? own : valueAt(`resource.${document.tenant.resource}`, asked);
  if (own === undefined || own === '' || theirs === undefined || theirs === '') return 'TENANT_MISSING';
  return own === theirs ? undefined : 'TENANT_MISMATCH';
}

function rawAt(path: string, { principal, resource, context }: Asked): unknown {
  const [whose = '', name = ''] = path.split('.');
  return { principal, resource, context }[whose]?.[name] ?? undefined;
}

/** The value of a path if it is there and of its declared type. */
function valueAt(path: string, asked: Asked): unknown {
  const { document, permission } = asked;
  const [whose = '', name = ''] = path.split('.');
  const { [permission.split(':')[0] ?? '']: resource } = document.resources;
  const declared = { principal: document.principal, resource, context: document.context }[whose]?.attributes?.[name];
  const value = rawAt(path, asked);
  // What a caller brings along must be text that a database can hold.
  const isText = (each: unknown) => whose === 'resource' || !/[\0\p{Surrogate}]/u.test(String(each));
  const isOf = (type: string | undefined, each: unknown) => typeof each === type && !Number.isNaN(each) && isText(each);
  if (!declared?.endsWith('[]')) return isOf(declared, value) ? value : undefined;
  return Array.isArray(value) && value.every((each) => isOf(declared.slice(0, -2), each)) ? value : undefined;
}

function evaluate(condition: Condition | undefined, asked: Asked): Kleene {
  if (condition === undefined) return true;
  const [op, operand] = Object.entries(condition)[0] as [string, never];
  const parts = () => (operand as readonly Condition[]).map((part) => evaluate(part, asked));
  if (op === 'not') return negated(evaluate(operand, asked));
  if (op === 'or') return either(parts());
  if (op === 'and') return negated(either(parts().map(negated)));
  const isThere = (value: unknown) => value !== undefined;
  if (op === 'exists') return isThere(rawAt(operand, asked)) && (isThere(valueAt(operand, asked)) || undefined);
  const [path, right] = operand as readonly [string, string | { ref: string }];
  const left = valueAt(path, asked);
  const other = Object.hasOwn(Object(right), 'ref') ? valueAt((right as { ref: string }).ref, asked) : right;
  return left === undefined || other === undefined ? undefined : compare(op, left as never, other as never);
}

const negated = (value: Kleene): Kleene => (value === undefined ? undefined : !value);
const either = (parts: readonly Kleene[]): Kleene =>
  parts.includes(true) || (parts.includes(undefined) ? undefined : false);

function compare(op: string, left: never, right: never): boolean | undefined {
  const order = () => (typeof left === 'string' ? Buffer.compare(Buffer.from(left), Buffer.from(right)) : left - right);
  const operators: Record<string, () => boolean> = {
    eq: () => left === right,
    ne: () => left !== right,
    lt: () => order() < 0,
    le: () => order() <= 0,
    gt: () => order() > 0,
    ge: () => order() >= 0,
    in: () => (right as readonly unknown[]).includes(left),
    overlaps: () => (left as readonly unknown[]).some((each) => (right as readonly unknown[]).includes(each)),
    startsWith: () => String(left).startsWith(right),
    endsWith: () => String(left).endsWith(right),
    contains: () => String(left).includes(right),
  };
  return operators[op]?.();
}
