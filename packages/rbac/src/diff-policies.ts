import { segments } from './pattern.ts';
import type { PolicyDocument } from './policy-document.ts';
import { cellOf, permissionsOf, type RoleRules, roleRules } from './role-rules.ts';
import type { Permission } from './vocabulary.ts';

/** A difference between two policies; an escalation lets somebody do more than before. */
export interface Change {
  readonly kind: 'gained' | 'lost' | 'deny-dropped' | 'cross-tenant' | 'superuser' | 'tenant' | 'constraint-dropped';
  readonly escalation: boolean;
  readonly message: string;
}

/**
 * What changes from one policy to the next, role by role and permission by permission, wildcards and inheritance written
 * out. Where a condition was exchanged for another, in doubt more is allowed than before.
 */
export function diffPolicies(before: PolicyDocument, after: PolicyDocument): Change[] {
  const roles = [...new Set([...Object.keys(before.roles), ...Object.keys(after.roles)])];
  const permissions = [...new Set([...permissionsOf(before), ...permissionsOf(after)])];
  return [
    ...tenantChanges(before, after),
    ...roles.flatMap((role) => flagChanges(before, after, role)),
    ...roles.flatMap((role) => permissions.flatMap((permission) => ruleChanges(before, after, role, permission))),
    ...droppedConstraints(before, after),
  ];
}

function tenantChanges(before: PolicyDocument, after: PolicyDocument): Change[] {
  if (same(before.tenant, after.tenant)) return [];
  const message = `the tenant was ${written(before.tenant)}, and is ${written(after.tenant)}`;
  return [{ kind: 'tenant', escalation: before.tenant !== false, message }];
}

function flagChanges(before: PolicyDocument, after: PolicyDocument, role: string): Change[] {
  const [was, is] = [before.roles[role], after.roles[role]];
  return [
    ...flag(
      'cross-tenant',
      was?.crossTenant !== undefined,
      is?.crossTenant !== undefined,
      `${role} passes between tenants`,
    ),
    ...flag('superuser', was?.superuser === true, is?.superuser === true, `${role} may do whatever there is`),
  ];
}

function flag(kind: Change['kind'], was: boolean, is: boolean, what: string): Change[] {
  if (was === is) return [];
  return [{ kind, escalation: is, message: `${what}: ${is ? 'that is new' : 'no longer'}` }];
}

function ruleChanges(before: PolicyDocument, after: PolicyDocument, role: string, permission: Permission): Change[] {
  const was = rulesOf(before, role, permission);
  const is = rulesOf(after, role, permission);
  const what = `${role} ${permission}`;
  const gained = is.grants.filter((grant) => !covered(grant, was.grants));
  const lost = was.grants.filter((grant) => !covered(grant, is.grants));
  // Where the role or the permission is gone, there is nothing left to deny. A role that is new was denied like any other.
  const denied = permissionsOf(before).includes(permission) ? roleRules(before, role, permission).denies : [];
  const dropped = isKnown(after, role, permission) ? denied.filter((deny) => !covered(deny, is.denies)) : [];
  const states = `${cellOf(was)} before, ${cellOf(is)} now`;
  return [
    ...(gained.length > 0 ? [{ kind: 'gained', escalation: true, message: `${what}: ${states}` } as const] : []),
    ...(lost.length > 0 ? [{ kind: 'lost', escalation: false, message: `${what}: ${states}` } as const] : []),
    ...(was.grants.length > 0 && is.grants.length > 0 ? collectionChanges(before, after, role, permission) : []),
    ...dropped.map(({ id }) => {
      return {
        kind: 'deny-dropped',
        escalation: true,
        message: `${what}: ${id} no longer denies it as it did`,
      } as const;
    }),
  ];
}

/** Without a resource there is no tenant to compare, and no attribute to fail a condition. */
function collectionChanges(
  before: PolicyDocument,
  after: PolicyDocument,
  role: string,
  permission: Permission,
): Change[] {
  const [was, is] = [isOfCollection(before, permission), isOfCollection(after, permission)];
  if (was === is) return [];
  const what = is ? 'without a resource too' : 'no longer without a resource';
  return [{ kind: is ? 'gained' : 'lost', escalation: is, message: `${role} ${permission}: ${what}` }];
}

function isOfCollection({ resources }: PolicyDocument, permission: Permission): boolean {
  const [name, action] = segments(permission) as readonly [string, string]; // it is of the vocabulary
  return resources[name]?.collectionActions?.includes(action) === true;
}

function rulesOf(policy: PolicyDocument, role: string, permission: Permission): RoleRules {
  return isKnown(policy, role, permission) ? roleRules(policy, role, permission) : { grants: [], denies: [] };
}

function isKnown(policy: PolicyDocument, role: string, permission: Permission): boolean {
  return Object.hasOwn(policy.roles, role) && permissionsOf(policy).includes(permission);
}

interface Limited {
  readonly when: unknown;
  readonly fields?: readonly string[] | undefined;
}

/** Whether one of the rules has no limits, or the very same. */
function covered(rule: Limited, rules: readonly Limited[]): boolean {
  return rules.some(({ when, fields }) => {
    return (when === undefined || same(when, rule.when)) && (fields === undefined || same(fields, rule.fields));
  });
}

function droppedConstraints(before: PolicyDocument, after: PolicyDocument): Change[] {
  return (['static', 'dynamic'] as const).flatMap((kind) => {
    const kept = after.constraints?.[kind] ?? [];
    const dropped = (before.constraints?.[kind] ?? []).filter(
      ({ roles, max }) => !kept.some((each) => each.max <= max && roles.every((role) => each.roles.includes(role))),
    );
    return dropped.map(({ id }) => {
      return {
        kind: 'constraint-dropped',
        escalation: true,
        message: `${kind} constraint ${id} no longer holds as it did`,
      };
    });
  });
}

function same(one: unknown, other: unknown): boolean {
  return written(one) === written(other);
}

/** As JSON with the members of each object in order: their order means nothing. */
function written(value: unknown): string {
  return String(
    JSON.stringify(value, (_key, each: unknown) => {
      if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
      return Object.fromEntries(Object.entries(each).sort());
    }),
  );
}
