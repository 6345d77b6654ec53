import type { PolicyDocument } from './policy-document.ts';
import { type Cell, cellOf, permissionsOf, roleRules } from './role-rules.ts';

/** What each role may do, by permission. */
export type Matrix = Readonly<Record<string, Readonly<Record<string, Cell>>>>;

/**
 * What each role of a policy may do: `yes`, `no`, or `conditional` where it depends on the resource or the request. Tenants
 * are not looked at: they bind every role but those that are `crossTenant`.
 *
 * @example
 * expect(matrix(policy).VIEWER).toEqual({ 'campaigns:read': 'yes', 'campaigns:update': 'no' });
 */
export function matrix(policy: PolicyDocument): Matrix {
  const permissions = permissionsOf(policy);
  const rowOf = (role: string) =>
    permissions.map((permission) => [permission, cellOf(roleRules(policy, role, permission))] as const);
  return Object.fromEntries(Object.keys(policy.roles).map((role) => [role, Object.fromEntries(rowOf(role))]));
}
