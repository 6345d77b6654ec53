/**
 * Why: what somebody may see and do is one policy, asked in one way by every route and in SQL by every list, so that no route can
 * forget it and no list can show more than a check would allow. A tenant's data is never another's, whatever a role grants.
 * How a decision came about: the page /operations/access. The rules of the language: packages/rbac/README.md.
 */
import {
  createRbac,
  definePolicy,
  type Explanation,
  type Permission,
  type Policy,
  type PrincipalInput,
  type RbacEvent,
  type WhereClause,
} from '@scry/rbac';
import { guard } from '@scry/rbac/hono';
import { prometheus } from '@scry/rbac/prometheus';
import type { Context, MiddlewareHandler } from 'hono';
import type { Account } from '../features/accounts/account.ts';
import type { HttpEnv } from '../platform/http/http-env.ts';
import type { Logger } from '../platform/logger.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';
import type { AuditTrail } from './audit.ts';

const tenantId = 'string';

const policy = definePolicy({
  version: 1,
  tenant: { principal: 'tenantId', resource: 'tenantId' },
  principal: { attributes: { id: 'string', tenantId } },
  resources: {
    shows: { actions: ['read'], collectionActions: ['read'], attributes: { tenantId } },
    metrics: { actions: ['read'], collectionActions: ['read'], attributes: { tenantId } },
    operations: { actions: ['read', 'drill'], collectionActions: ['read', 'drill'], attributes: { tenantId } },
    flags: { actions: ['read', 'update'], collectionActions: ['read', 'update'], attributes: { tenantId } },
    audit: { actions: ['read', 'export'], collectionActions: ['read', 'export'], attributes: { tenantId } },
    permissions: { actions: ['explain'], collectionActions: ['explain'], attributes: { tenantId } },
  },
  roles: {
    VIEWER: { grants: ['shows:read'] },
    ANALYST: { inherits: ['VIEWER'] },
    CAMPAIGN_MANAGER: { inherits: ['ANALYST'] },
    MONITOR: { grants: ['metrics:read'] },
    ADMIN: {
      inherits: ['CAMPAIGN_MANAGER', 'MONITOR'],
      grants: ['operations:*', 'flags:*', 'audit:*', 'permissions:explain'],
    },
    SUPER_ADMIN: { superuser: true, crossTenant: { reason: 'operates the platform for all networks' } },
  },
});

type AppVocabulary = typeof policy extends Policy<infer V> ? V : never;
export type AppPermission = Permission<AppVocabulary>;

export const permissions: readonly AppPermission[] = [
  'shows:read',
  'metrics:read',
  'operations:read',
  'operations:drill',
  'flags:read',
  'flags:update',
  'audit:read',
  'audit:export',
  'permissions:explain',
];

export interface Access {
  /** Lets only those pass who may do this at all; what they see of it is narrowed by `visibleShows`. */
  guard(permission: AppPermission): MiddlewareHandler<HttpEnv>;
  /** The condition on `shows s` that selects what the account may see; its parameters begin at `startIndex`. */
  visibleShows(account: Account, startIndex: number): WhereClause;
  explain(account: Pick<Account, 'id' | 'tenantId' | 'role'>, permission: AppPermission): Explanation;
}

export function createAccess({ logger, metrics }: Telemetry, audit: AuditTrail): Access {
  const rbac = createRbac(policy, { name: 'access', onEvent: each(tell(logger, audit), prometheus(metrics)) });
  return {
    guard: (permission) => guard(permission, { rbac, principal: principalOf, challenge: 'ApiKey' }),
    visibleShows: (account, startIndex) =>
      rbac.where(principal(account), 'shows:read', {
        dialect: 'postgres',
        columns: { tenantId: 'tenant_id' },
        alias: 's',
        startIndex,
      }),
    explain: (account, permission) => rbac.explain(principal(account), permission),
  };
}

function principal({ id, tenantId, role }: Pick<Account, 'id' | 'tenantId' | 'role'>): PrincipalInput<AppVocabulary> {
  return { id, tenantId, roles: [role] };
}

function principalOf(context: Context<HttpEnv>): PrincipalInput<AppVocabulary> | undefined {
  const account = context.get('account');
  return account && principal(account);
}

function tell(logger: Logger, audit: AuditTrail): (event: RbacEvent) => void {
  return function tellRbacEvent(event) {
    if (event.type === 'allowed' || event.type === 'denied' || event.type === 'error')
      auditDecision(event, logger, audit);
    switch (event.type) {
      case 'denied':
        return logger.warn(summary(event), 'permission denied');
      case 'error':
        return logger.error({ ...summary(event), error: String(event.error) }, 'permission could not be decided');
      case 'allowed':
      case 'where':
        return logger.debug({ access: event.permission, principalId: event.principalId }, `permission ${event.type}`);
      case 'replaced':
        return logger.info({ policyHash: event.policyHash }, 'policy replaced');
      default:
        event satisfies never;
    }
  };
}

type DecisionEvent = Extract<RbacEvent, { permission: string; code: string }>;

/** A decision has been made when it is told: that it could not be written is an error of its own. */
function auditDecision({ type, permission, code, ruleId }: DecisionEvent, logger: Logger, audit: AuditTrail): void {
  const details = { permission, code, ...(ruleId !== null && { rule: ruleId }) };
  const event =
    type === 'allowed'
      ? ({ action: 'permission.allowed', details } as const)
      : ({ action: 'permission.denied', outcome: 'DENIED', details } as const);
  audit.log(event).catch((error) => logger.error({ error: String(error), permission, code }, 'decision not audited'));
}

function summary({
  permission,
  principalId,
  code,
  ruleId,
}: Pick<Extract<RbacEvent, { type: 'error' }>, 'permission' | 'principalId' | 'code' | 'ruleId'>): object {
  return { permission, principalId, code, ruleId };
}
