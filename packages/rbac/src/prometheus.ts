import { counter } from '@scry/internal/registered-metric';
import type { Registry } from 'prom-client';
import type { RbacEvent } from './events.ts';

/** So many permissions have a label of their own; a policy seldom has a tenth of them. */
const mostPermissions = 1_000;

/**
 * Counts what an engine answers, for prom-client:
 *
 * - `rbac_decisions_total{name, permission, code}`: decisions; a permission that no policy knows is `unknown`, and after the
 *   first thousand it is `other`
 * - `rbac_errors_total{name}`: those where reading the principal, the resource or the context threw
 * - `rbac_queries_total{name, kind}`: lists asked for as SQL: `all`, `none` or `where`
 * - `rbac_policy_replacements_total{name}`
 *
 * Engines may share a registry: they are told apart by their `name`.
 *
 * @example
 * const rbac = createRbac(policy, { onEvent: prometheus(register) });
 */
export function prometheus(registry: Registry): (event: RbacEvent) => void {
  const decisions = counter(registry, 'rbac_decisions_total', 'Decisions, by code', ['name', 'permission', 'code']);
  const errors = counter(registry, 'rbac_errors_total', 'Decisions on data that could not be read', ['name']);
  const queries = counter(registry, 'rbac_queries_total', 'Lists asked for as SQL, by kind', ['name', 'kind']);
  const replacements = counter(registry, 'rbac_policy_replacements_total', 'Policies put in force', ['name']);
  const permissions = new Set<string>();

  function labelOf({ permission, code }: Extract<RbacEvent, { type: 'allowed' | 'denied' | 'error' }>): string {
    // What was asked may be a word of the request: each would be a series of its own, for good.
    if (code === 'UNKNOWN_PERMISSION') return 'unknown';
    if (permissions.size < mostPermissions) permissions.add(permission);
    return permissions.has(permission) ? permission : 'other';
  }

  return function countRbacEvent(event) {
    const { name } = event;
    switch (event.type) {
      case 'replaced':
        return replacements.inc({ name });
      case 'where':
        return queries.inc({ name, kind: event.kind });
      case 'error':
        errors.inc({ name });
        return decisions.inc({ name, permission: labelOf(event), code: event.code });
      case 'allowed':
      case 'denied':
        return decisions.inc({ name, permission: labelOf(event), code: event.code });
    }
  };
}
