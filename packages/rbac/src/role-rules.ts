import type { Condition } from './condition.ts';
import { patternsOf } from './pattern.ts';
import type { PolicyDocument, Role } from './policy-document.ts';
import type { Permission } from './vocabulary.ts';

/** A grant that a role has for one permission, by itself or from a role that it inherits. */
export interface RoleGrant {
  /** The path of the grant in the document. */
  readonly ruleId: string;
  readonly when: Condition | undefined;
  readonly fields: readonly string[] | undefined;
}

/** A deny that stands against a role for one permission. */
export interface RoleDeny {
  readonly id: string;
  readonly when: Condition | undefined;
}

export interface RoleRules {
  readonly grants: readonly RoleGrant[];
  readonly denies: readonly RoleDeny[];
}

/** Whether a role may do something to some resource: `conditional` where it depends on which, or on the request. */
export type Cell = 'yes' | 'no' | 'conditional';

/** Every permission that a policy declares, in its order. */
export function permissionsOf({ resources }: PolicyDocument): Permission[] {
  return Object.entries(resources).flatMap(([name, { actions }]) =>
    actions.map((action) => `${name}:${action}` as const),
  );
}

/** A role and all that it inherits, each once. */
export function closureOf({ roles }: PolicyDocument, role: string): ReadonlySet<string> {
  const found = new Set([role]);
  for (const each of found) for (const parent of roles[each]?.inherits ?? []) found.add(parent);
  return found;
}

/** What the document says of a role and a permission, whoever has the role. */
export function roleRules(policy: PolicyDocument, role: string, permission: string): RoleRules {
  const closure = closureOf(policy, role);
  const patterns: readonly string[] = patternsOf(permission);
  return {
    grants: [...closure].flatMap((each) => grantsOf(policy.roles[each] ?? {}, each, patterns)),
    denies: (policy.denies ?? [])
      .filter((deny) => patterns.includes(deny.permission))
      .filter(({ unlessRoles = [] }) => !unlessRoles.some((excused) => closure.has(excused)))
      .map(({ id, when }) => ({ id, when })),
  };
}

export function cellOf({ grants, denies }: RoleRules): Cell {
  if (grants.length === 0 || denies.some(({ when }) => !when)) return 'no';
  return grants.some(({ when }) => !when) && denies.length === 0 ? 'yes' : 'conditional';
}

function grantsOf(role: Role, name: string, patterns: readonly string[]): RoleGrant[] {
  const of = `roles.${name}`;
  const all = role.superuser ? [{ ruleId: `${of}.superuser`, when: undefined, fields: undefined }] : [];
  const some = (role.grants ?? []).map((grant, index) => {
    const { permission, when, fields } = typeof grant === 'string' ? { permission: grant } : grant;
    return { ruleId: `${of}.grants[${index}]`, permission: String(permission), when, fields };
  });
  const matching = some.filter(({ permission }) => patterns.includes(permission));
  return [...all, ...matching.map(({ permission: _, ...grant }) => grant)];
}
