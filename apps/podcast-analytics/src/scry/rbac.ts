/**
 * Why: what somebody may see and do is one policy, asked in one way by every route and in SQL by every list, so that no route can
 * forget it and no list can show more than a check would allow. A tenant's data is never another's, whatever a role grants.
 * Roles and grants: features/accounts/policy.ts. How a decision came about: the page /operations/access. The rules of the
 * language: packages/rbac/README.md.
 */
import {
  createRbac,
  definePolicy,
  type Explanation,
  type Permission,
  type Policy,
  type RbacEvent,
  type WhereClause,
} from '@scry/rbac';
import { guard } from '@scry/rbac/hono';
import { prometheus } from '@scry/rbac/prometheus';
import type { Context, MiddlewareHandler } from 'hono';
import { auditDecisions } from '../features/accounts/audit-decisions.ts';
import { resources, roleGrants } from '../features/accounts/policy.ts';
import { principal, principalOf, type Who } from '../features/accounts/principal.ts';
import { type CampaignResource, campaignColumns } from '../features/campaigns/campaign-resource.ts';
import type { Events } from '../platform/events/events.ts';
import type { HttpEnv } from '../platform/http/http-env.ts';
import { logEvents } from '../platform/log-events.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';
import type { AuditTrail } from './audit.ts';

const policy = definePolicy({
  version: 1,
  tenant: { principal: 'tenantId', resource: 'tenantId' },
  principal: { attributes: { id: 'string', tenantId: 'string', teamIds: 'string[]' } },
  resources,
  roles: roleGrants,
});

type AppVocabulary = typeof policy extends Policy<infer V> ? V : never;
export type AppPermission = Permission<AppVocabulary>;

export const permissions = Object.entries(resources).flatMap(
  ([name, { actions }]) => actions.map((action) => `${name}:${action}` as AppPermission), // the vocabulary is made of these
);

const inSql = { dialect: 'postgres', columns: { tenantId: 'tenant_id' } } as const;
type Load = (context: Context<HttpEnv>) => Promise<CampaignResource>;

export interface Access {
  /** Lets only those pass who may do this at all; what they see of it is narrowed by `visibleShows`. */
  guard(permission: AppPermission): MiddlewareHandler<HttpEnv>;
  /** The same for the one campaign that a request is about. */
  guardCampaign(permission: `campaigns:${'read' | 'update' | 'delete'}`, load: Load): MiddlewareHandler<HttpEnv>;
  /** For a link or a button, never for a decision: it is neither audited nor counted. */
  may(who: Who, permission: AppPermission): boolean;
  /** The condition on `shows s` that selects what the account may see; its parameters begin at `startIndex`. */
  visibleShows(who: Who, startIndex: number): WhereClause;
  /** The same on `campaigns c`. */
  visibleCampaigns(who: Who, startIndex: number): WhereClause;
  explain(who: Who, permission: AppPermission): Explanation;
}

export function createAccess({ logger, metrics }: Telemetry, audit: AuditTrail, events: Events): Access {
  const log = logEvents<RbacEvent>(logger, 'access', {
    denied: ['warn', 'permission denied'],
    error: ['error', 'permission could not be decided'],
    replaced: ['info', 'policy replaced'],
  });
  const onEvent = each(log, auditDecisions(audit, events, logger), prometheus(metrics));
  const rbac = createRbac(policy, { name: 'access', onEvent });
  const asking = { rbac, principal: principalOf, challenge: 'ApiKey' };
  return {
    guard: (permission) => guard(permission, asking),
    guardCampaign: (permission, load) => guard(permission, { ...asking, load }),
    may: (who, permission) => rbac.canSome(principal(who), permission) !== 'no',
    visibleShows: (who, startIndex) => rbac.where(principal(who), 'shows:read', { ...inSql, alias: 's', startIndex }),
    visibleCampaigns: (who, startIndex) =>
      rbac.where(principal(who), 'campaigns:read', { ...inSql, columns: campaignColumns, alias: 'c', startIndex }),
    explain: (who, permission) => rbac.explain(principal(who), permission),
  };
}
