import type { Condition } from './condition.ts';
import { conditionsIn, pathsIn } from './conditions-in.ts';
import type { PolicyDocument } from './policy-document.ts';
import { leafOf } from './relation.ts';
import { closureOf, permissionsOf, type RoleGrant, roleRules } from './role-rules.ts';

/** What is odd in a policy that is well formed. An `error` can never have been meant. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** Where in the document. */
  readonly path: string;
  readonly message: string;
}

type Rule = (policy: PolicyDocument) => readonly Omit<Finding, 'rule' | 'severity'>[];

const errors: Readonly<Record<string, Rule>> = {
  'denied-grant': deniedGrants,
  'impossible-role': impossibleRoles,
  'never-true': neverTrue,
};
const warnings: Readonly<Record<string, Rule>> = {
  'empty-role': emptyRoles,
  'equal-roles': equalRoles,
  'redundant-inherits': redundantInherits,
  'redundant-grant': redundantGrants,
  'idle-deny': idleDenies,
  'unused-permission': unusedPermissions,
  'unused-attribute': unusedAttributes,
  'resource-needed': resourceNeeded,
};

/** Every finding, errors first. */
export function lintPolicy(policy: PolicyDocument): Finding[] {
  const run = (rules: Readonly<Record<string, Rule>>, severity: Finding['severity']) =>
    Object.entries(rules).flatMap(([rule, find]) => find(policy).map((each) => ({ rule, severity, ...each })));
  return [...run(errors, 'error'), ...run(warnings, 'warning')];
}

/** A role is granted what a deny without a condition always takes away. */
function deniedGrants(policy: PolicyDocument) {
  return eachRule(policy).flatMap(({ role, permission, grants, denies }) => {
    const deny = denies.find(({ when }) => !when);
    // Of the role's own grants: whoever inherits it has the same fault, told once.
    const own = grants.filter(({ ruleId }) => ruleId.startsWith(`roles.${role}.grants`));
    return deny
      ? own.map(({ ruleId }) => ({ path: ruleId, message: `${permission} is always denied by ${deny.id}` }))
      : [];
  });
}

/** A role that breaks a separation of duty all by itself. */
function impossibleRoles(policy: PolicyDocument) {
  return (['static', 'dynamic'] as const).flatMap((kind) =>
    (policy.constraints?.[kind] ?? []).flatMap(({ id, roles, max }) =>
      rolesOf(policy)
        .filter((role) => roles.filter((each) => closureOf(policy, role).has(each)).length > max)
        .map((role) => ({
          path: `roles.${role}`,
          message: `has more than ${max} of the roles of ${kind} constraint ${id}`,
        })),
    ),
  );
}

function neverTrue(policy: PolicyDocument) {
  return allConditions(policy)
    .filter(({ condition }) => isEmptyList(leafOf(condition).right))
    .map(({ path }) => ({ path, message: 'compares with an empty list, and is never true' }));
}

function emptyRoles({ roles }: PolicyDocument) {
  return Object.entries(roles)
    .filter(([, { grants = [], inherits = [], superuser }]) => !superuser && grants.length + inherits.length === 0)
    .map(([role]) => ({ path: `roles.${role}`, message: 'grants nothing' }));
}

/** Two roles that mean the same, by what they grant and by what stands against them. */
function equalRoles(policy: PolicyDocument) {
  const seen = new Map<string, string>();
  return Object.entries(policy.roles).flatMap(([role, { superuser, crossTenant }]) => {
    const rules = permissionsOf(policy).map((permission) => {
      const { grants, denies } = roleRules(policy, role, permission);
      return [grants.map(({ when, fields }) => JSON.stringify([when, fields])).sort(), denies.map(({ id }) => id)];
    });
    const meaning = JSON.stringify([rules, superuser, crossTenant !== undefined]);
    const twin = seen.get(meaning);
    seen.set(meaning, twin ?? role);
    return twin === undefined ? [] : [{ path: `roles.${role}`, message: `means the same as ${twin}` }];
  });
}

function redundantInherits(policy: PolicyDocument) {
  return Object.entries(policy.roles).flatMap(([role, { inherits = [] }]) =>
    inherits
      .filter((parent) => inherits.some((other) => other !== parent && closureOf(policy, other).has(parent)))
      .map((parent) => ({
        path: `roles.${role}.inherits`,
        message: `${parent} is inherited through another role already`,
      })),
  );
}

/** A grant of which every permission is given without limits by another one, of the role or of one that it inherits. */
function redundantGrants(policy: PolicyDocument) {
  const perGrant = new Map<string, boolean>();
  for (const { role, grants } of eachRule(policy)) {
    for (const [index, grant] of grants.entries()) {
      if (!grant.ruleId.startsWith(`roles.${role}.grants`)) continue;
      const isMoot = grants.some((other, at) => at !== index && outweighs(other, grant, at < index));
      perGrant.set(grant.ruleId, isMoot && (perGrant.get(grant.ruleId) ?? true));
    }
  }
  const moot = [...perGrant].filter(([, isMoot]) => isMoot);
  return moot.map(([path]) => ({ path, message: 'everything in it is granted without limits by another grant' }));
}

/** Of two that have no limits, only the later one is too many. */
function outweighs(other: RoleGrant, grant: RoleGrant, isEarlier: boolean): boolean {
  if (other.when || other.fields) return false;
  return Boolean(grant.when || grant.fields) || isEarlier || !sameRole(other, grant);
}

function sameRole(one: RoleGrant, other: RoleGrant): boolean {
  return one.ruleId.split('.')[1] === other.ruleId.split('.')[1];
}

function idleDenies(policy: PolicyDocument) {
  const active = new Set(
    eachRule(policy).flatMap(({ grants, denies }) => (grants.length > 0 ? denies.map(({ id }) => id) : [])),
  );
  return (policy.denies ?? [])
    .filter(({ id }) => !active.has(id))
    .map(({ id }) => ({ path: `denies.${id}`, message: 'denies nothing that a role is granted' }));
}

function unusedPermissions(policy: PolicyDocument) {
  const granted = new Set(
    eachRule(policy).flatMap(({ permission, grants }) =>
      grants.some(({ ruleId }) => !ruleId.endsWith('.superuser')) ? [permission] : [],
    ),
  );
  return permissionsOf(policy)
    .filter((permission) => !granted.has(permission))
    .map((permission) => ({
      path: `resources.${permission.replace(':', '.actions.')}`,
      message: 'no role is granted it',
    }));
}

/** Attributes that no condition reads; the tenant's and `id`, which names things in logs, have their use. */
function unusedAttributes(policy: PolicyDocument) {
  const { tenant, principal, context, resources } = policy;
  const used = new Set(allConditions(policy).flatMap(({ condition }) => pathsIn(condition)));
  if (tenant) for (const path of [`principal.${tenant.principal}`, `resource.${tenant.resource}`]) used.add(path);
  const unused = (attributes: object | undefined, whose: string, path: string) =>
    Object.keys(attributes ?? {})
      .filter((name) => name !== 'id' && !used.has(`${whose}.${name}`))
      .map((name) => ({ path: `${path}.attributes.${name}`, message: 'no condition reads it' }));
  return [
    ...unused(principal?.attributes, 'principal', 'principal'),
    ...unused(context?.attributes, 'context', 'context'),
    ...Object.entries(resources).flatMap(([name, { attributes }]) =>
      unused(attributes, 'resource', `resources.${name}`),
    ),
  ];
}

/** An action of the collection whose every grant looks at a resource: asked without one, it is never allowed. */
function resourceNeeded(policy: PolicyDocument) {
  const collection = Object.entries(policy.resources).flatMap(([name, { collectionActions = [] }]) =>
    collectionActions.map((action) => `${name}:${action}`),
  );
  return eachRule(policy)
    .filter(({ permission, grants }) => collection.includes(permission) && grants.length > 0)
    .filter(({ grants }) => grants.every(({ when }) => when && conditionsIn(when).flatMap(pathsIn).some(isOfResource)))
    .map(({ role, permission }) => ({
      path: `roles.${role}`,
      message: `may ${permission} only with a resource at hand`,
    }));
}

function isEmptyList(right: unknown): boolean {
  return Array.isArray(right) && right.length === 0;
}

function isOfResource(path: string): boolean {
  return path.startsWith('resource.');
}

function rolesOf({ roles }: PolicyDocument): string[] {
  return Object.keys(roles);
}

function eachRule(policy: PolicyDocument) {
  return rolesOf(policy).flatMap((role) =>
    permissionsOf(policy).map((permission) => ({ role, permission, ...roleRules(policy, role, permission) })),
  );
}

function allConditions({ roles, denies = [] }: PolicyDocument): { path: string; condition: Condition }[] {
  const grants = Object.entries(roles).flatMap(([role, { grants = [] }]) =>
    grants.map(
      (grant, index) => [`roles.${role}.grants[${index}]`, typeof grant === 'string' ? undefined : grant.when] as const,
    ),
  );
  const all = [...grants, ...denies.map(({ id, when }) => [`denies.${id}`, when] as const)];
  return all.flatMap(([path, when]) => (when ? conditionsIn(when).map((condition) => ({ path, condition })) : []));
}
