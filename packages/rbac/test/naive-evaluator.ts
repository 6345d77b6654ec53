// What a policy means, as slowly and plainly as it can be said. No indexes, no compilation, no caches.
import type { Condition, DecisionCode, PolicyDocument, Role } from '../src/index.ts';

type Facts = Readonly<Record<string, unknown>>;
/** True, false, or undefined for UNKNOWN. */
type Kleene = boolean | undefined;

interface Asked {
  readonly document: PolicyDocument;
  readonly principal: Facts;
  readonly permission: string;
  readonly resource: Facts | undefined;
  readonly context: Facts;
  readonly now: number;
}

interface AssignedRole {
  readonly role: string;
  readonly tenantId?: unknown;
  readonly notBefore?: number;
  readonly expires?: number;
  readonly scopes?: readonly string[];
}

export function naiveDecision(asked: Asked): DecisionCode {
  const owner = asked.principal['onBehalfOf'] as Facts | undefined;
  if (owner === undefined) return ownDecision(asked);
  const borrowed = naiveDecision({ ...asked, principal: owner });
  if (borrowed !== 'ALLOW') return borrowed;
  if (asked.principal['roles'] !== undefined) return ownDecision(asked);
  return inScope(asked.principal['scopes'], asked.permission) ? (tenancy(asked) ?? 'ALLOW') : 'SCOPE';
}

function ownDecision(asked: Asked): DecisionCode {
  const { document, principal, permission } = asked;
  const [resource = '', action = ''] = permission.split(':');
  if (!document.resources[resource]?.actions.includes(action)) return 'UNKNOWN_PERMISSION';

  const assigned = ((principal['roles'] ?? []) as (string | AssignedRole)[])
    .map((each) => (typeof each === 'string' ? { role: each } : each))
    .filter(({ role }) => Object.hasOwn(document.roles, role));
  const here = assigned.filter((each) => each.tenantId === undefined || each.tenantId === tenantOf(asked));
  const inForce = here.filter(
    ({ notBefore = -Infinity, expires = Infinity }) => notBefore <= asked.now && asked.now < expires,
  );
  const switchedOn = (each: AssignedRole) => {
    const active = principal['activeRoles'] as readonly string[] | undefined;
    return active === undefined || active.includes(each.role);
  };
  const active = inForce.filter(switchedOn);
  if (breaks(document.constraints?.static, inForce) || breaks(document.constraints?.dynamic, active))
    return 'CONSTRAINT';

  const granting = (roles: readonly AssignedRole[]) => roles.filter(({ role }) => grantsOf(role).length > 0);
  const grantsOf = (role: string) =>
    closure(document, role).flatMap((each) => matchingGrants(document.roles[each], permission));
  const scoped = active.filter(({ scopes }) => inScope(principal['scopes'], permission) && inScope(scopes, permission));
  const holders = granting(scoped);
  if (holders.length === 0) {
    if (granting(active).length > 0) return 'SCOPE';
    return granting(here.filter(switchedOn)).length > 0 ? 'EXPIRED' : 'NO_GRANT';
  }

  const crossing = holders.filter(({ role }) => document.roles[role]?.crossTenant);
  const fault = tenancy(asked);
  if (fault && crossing.length === 0) return fault;
  const held = scoped.flatMap(({ role }) => closure(document, role));
  for (const deny of document.denies ?? []) {
    const excused = deny.unlessRoles?.some((role) => held.includes(role));
    if (!excused && matches(deny.permission, permission) && evaluate(deny.when, asked) !== false) return 'DENY_RULE';
  }
  const outcomes = (fault ? crossing : holders)
    .flatMap(({ role }) => grantsOf(role))
    .map((when) => evaluate(when, asked));
  if (outcomes.includes(true)) return 'ALLOW';
  return fault ?? (outcomes.includes(undefined) ? 'CONDITION_UNKNOWN' : 'NO_GRANT');

  function breaks(
    constraints: readonly { roles: readonly string[]; max: number }[] | undefined,
    roles: readonly AssignedRole[],
  ) {
    const all = new Set(roles.flatMap(({ role }) => closure(document, role)));
    return constraints?.some((each) => each.roles.filter((role) => all.has(role)).length > each.max);
  }
}

/** The conditions under which a role's own grants give a permission; `undefined` for none. */
function matchingGrants(role: Role | undefined, permission: string): (Condition | undefined)[] {
  if (role?.superuser) return [undefined];
  const grants = (role?.grants ?? []).map((each) => (typeof each === 'string' ? { permission: each } : each));
  return grants
    .filter((each) => matches(each.permission, permission))
    .map((each) => ('when' in each ? each.when : undefined));
}

function closure(document: PolicyDocument, role: string): string[] {
  return [role, ...(document.roles[role]?.inherits ?? []).flatMap((parent) => closure(document, parent))];
}

function matches(pattern: string, permission: string): boolean {
  const [resource, action] = permission.split(':');
  const [left, right] = pattern.split(':');
  return (left === '*' || left === resource) && (right === '*' || right === action);
}

function inScope(scopes: unknown, permission: string): boolean {
  return scopes === undefined || (scopes as readonly string[]).some((scope) => matches(scope, permission));
}

function tenantOf({ document, principal }: Asked): unknown {
  return document.tenant ? principal[document.tenant.principal] : undefined;
}

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

/** The value of a path if it is there and of its declared type. */
function valueAt(path: string, { document, permission, principal, resource, context }: Asked): unknown {
  const [whose = '', name = ''] = path.split('.');
  const declared = {
    principal: document.principal?.attributes,
    resource: document.resources[permission.split(':')[0] ?? '']?.attributes,
    context: document.context?.attributes,
  }[whose]?.[name];
  const value = { principal, resource, context }[whose]?.[name];
  // What a caller brings along must be text that a database can hold.
  const isText = (each: unknown) => whose === 'resource' || !/[\0\p{Surrogate}]/u.test(String(each));
  const isOf = (type: string | undefined, each: unknown) => typeof each === type && !Number.isNaN(each) && isText(each);
  if (!declared?.endsWith('[]')) return isOf(declared, value) ? value : undefined;
  return Array.isArray(value) && value.every((each) => isOf(declared.slice(0, -2), each)) ? value : undefined;
}

function evaluate(condition: Condition | undefined, asked: Asked): Kleene {
  if (condition === undefined) return true;
  const [[op, operand] = ['', undefined]] = Object.entries(condition) as [string, unknown][];
  if (op === 'not') return negated(evaluate(operand as Condition, asked));
  if (op === 'and' || op === 'or') {
    const parts = (operand as readonly Condition[]).map((part) => evaluate(part, asked));
    const deciding = op === 'or';
    return parts.includes(deciding) ? deciding : parts.includes(undefined) ? undefined : !deciding;
  }
  if (op === 'exists')
    return isPresent(String(operand), asked)
      ? valueAt(String(operand), asked) === undefined
        ? undefined
        : true
      : false;
  const [path, right] = operand as [string, unknown];
  const left = valueAt(path, asked);
  const other =
    typeof right === 'object' && right !== null && 'ref' in right ? valueAt(String(right.ref), asked) : right;
  return left === undefined || other === undefined ? undefined : compare(op, left as never, other as never);
}

function negated(value: Kleene): Kleene {
  return value === undefined ? undefined : !value;
}

function isPresent(path: string, { principal, resource, context }: Asked): boolean {
  const [whose = '', name = ''] = path.split('.');
  return ({ principal, resource, context }[whose]?.[name] ?? undefined) !== undefined;
}

function compare(op: string, left: never, right: never): boolean {
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
  return operators[op]?.() ?? false;
}
