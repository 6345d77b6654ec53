import type { Facts } from './compile-condition.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { Decision } from './decision.ts';
import { type Engine, factsOf, Handle } from './handle.ts';
import type { Entry, Standing } from './standing.ts';
import { ownValue } from './typed-value.ts';

/** In place of what was not given. It has no prototype that anybody could write to. */
export const nothing: object = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.create(null));

/** `why`: whether a no must say if a missing value is to blame. */
export function answer(
  engine: Engine,
  who: unknown,
  permission: string,
  resource: unknown,
  context: unknown,
  why: boolean,
): Decision {
  if (who instanceof Handle && who.engine === engine) return answerHandle(who, permission, resource, context, why);
  const standing = plainStanding(engine.compiled, who);
  if (standing === undefined) return answerHandle(new Handle(engine, who), permission, resource, context, why);
  const entry = standing.entry(permission);
  // A principal that is no object has no standing.
  return entry.final ?? judge(engine.compiled, entry, factsOf(engine.compiled, who as object), resource, context, why);
}

function answerHandle(handle: Handle, permission: string, resource: unknown, context: unknown, why: boolean): Decision {
  const { standing, owner } = handle.live();
  if (owner !== undefined) return answerBoth(handle, owner, permission, resource, context, why);
  const entry = standing.entry(permission);
  return entry.final ?? judge(handle.engine.compiled, entry, handle.facts, resource, context, why);
}

/** Who acts for somebody may do what both may. */
function answerBoth(
  handle: Handle,
  owner: Handle,
  permission: string,
  resource: unknown,
  context: unknown,
  why: boolean,
): Decision {
  const borrowed = answerHandle(owner, permission, resource, context, why);
  if (!borrowed.allowed) return borrowed;
  const entry = handle.standing.entry(permission);
  const decision = entry.final ?? judge(handle.engine.compiled, entry, handle.facts, resource, context, why);
  return decision.allowed && handle.standing.borrows ? borrowed : decision;
}

/** The standing of somebody who has a list of role names and no limits: the common case, without resolving a handle. */
function plainStanding(compiled: CompiledPolicy, who: unknown): Standing | undefined {
  if (typeof who !== 'object' || who === null) return undefined;
  const { roles, activeRoles, scopes, onBehalfOf } = who as Readonly<Record<string, unknown>>;
  if (activeRoles !== undefined || scopes !== undefined || onBehalfOf !== undefined) return undefined;
  if (!Array.isArray(roles) || !Object.hasOwn(who, 'roles')) return undefined;
  let standing = compiled.nobody;
  for (let i = 0; i < roles.length; i++) {
    const role: unknown = roles[i];
    if (typeof role !== 'string') return undefined;
    standing = standing.plus(role);
  }
  return standing;
}

/** Tenants first, then denies, then grants. */
function judge(
  compiled: CompiledPolicy,
  entry: Entry,
  facts: Facts,
  given: unknown,
  brought: unknown,
  why: boolean,
): Decision {
  const resource = objectOr(given);
  const context = objectOr(brought);
  const fault = tenancy(compiled, entry, facts, resource);
  if (fault !== undefined && entry.crossing.all.length === 0) return compiled.refusals[fault];
  if (entry.denies.all.length > 0) {
    const denied = entry.denies.notFailing(facts, resource, context);
    if (denied !== undefined) return denied.decision;
  }
  const rules = fault === undefined ? entry.rules : entry.crossing;
  const granted = rules.holding(facts, resource, context);
  if (granted !== undefined) return granted.decision;
  const unknown = why && fault === undefined && rules.notFailing(facts, resource, context) !== undefined;
  return compiled.refusals[fault ?? (unknown ? 'CONDITION_UNKNOWN' : 'NO_GRANT')];
}

/** What is wrong with the tenants of principal and resource. */
export function tenancy(
  { policy, tenantPlace, tenantKey, tenantType }: CompiledPolicy,
  { topic }: Entry,
  { values }: Facts,
  resource: object,
): 'TENANT_MISSING' | 'TENANT_MISMATCH' | undefined {
  if (policy.tenant === false) return undefined;
  const own = values[tenantPlace];
  if (own === undefined || own === '') return 'TENANT_MISSING';
  // What equals the own tenant is of its type: the common case, and the cheap one.
  if ((resource as Readonly<Record<string, unknown>>)[tenantKey] === own && Object.hasOwn(resource, tenantKey))
    return undefined;
  const other = resource !== nothing ? ownValue(resource, tenantKey, tenantType) : topic?.collection ? own : undefined;
  if (other === undefined || other === '') return 'TENANT_MISSING';
  return own === other ? undefined : 'TENANT_MISMATCH';
}

export function objectOr(given: unknown): object {
  return typeof given === 'object' && given !== null ? given : nothing;
}
