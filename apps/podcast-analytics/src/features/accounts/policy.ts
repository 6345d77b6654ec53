import type { Role } from './account.ts';

/** Who may do what: plain data, which `src/scry/rbac.ts` compiles. A tenant's data is never another's, whatever a role grants. */

const tenantId = 'string';
const ownerId = 'string';
const teamIds = 'string[]';

/** A campaign is its owner's, and that of the teams it is shared with. */
const shared = { overlaps: ['resource.teamIds', { ref: 'principal.teamIds' }] } as const;
const ownOrShared = { or: [{ eq: ['resource.ownerId', { ref: 'principal.id' }] }, shared] } as const;

export const resources = {
  hits: { actions: ['write'], collectionActions: ['write'], attributes: { tenantId } },
  imports: { actions: ['read', 'create'], collectionActions: ['read', 'create'], attributes: { tenantId } },
  redirects: { actions: ['read', 'update'], collectionActions: ['read', 'update'], attributes: { tenantId } },
  shows: {
    actions: ['read', 'create', 'update'],
    collectionActions: ['read', 'create', 'update'],
    attributes: { tenantId },
  },
  reports: {
    actions: ['read', 'generate', 'share'],
    collectionActions: ['read', 'generate', 'share'],
    attributes: { tenantId },
  },
  metrics: { actions: ['read'], collectionActions: ['read'], attributes: { tenantId } },
  operations: {
    actions: ['read', 'drill', 'backup'],
    collectionActions: ['read', 'drill', 'backup'],
    attributes: { tenantId },
  },
  flags: { actions: ['read', 'update'], collectionActions: ['read', 'update'], attributes: { tenantId } },
  audit: { actions: ['read', 'export'], collectionActions: ['read', 'export'], attributes: { tenantId } },
  jobs: { actions: ['read', 'retry'], collectionActions: ['read', 'retry'], attributes: { tenantId } },
  campaigns: {
    actions: ['list', 'create', 'read', 'update', 'delete'],
    collectionActions: ['list', 'create'],
    attributes: { id: 'string', tenantId, ownerId, teamIds },
  },
  conversions: { actions: ['create'], collectionActions: ['create'], attributes: { tenantId } },
  billing: { actions: ['read', 'manage'], collectionActions: ['read', 'manage'], attributes: { tenantId } },
  permissions: { actions: ['explain'], collectionActions: ['explain'], attributes: { tenantId } },
  account: { actions: ['read', 'update'], collectionActions: ['read', 'update'], attributes: { tenantId } },
  users: { actions: ['read', 'update'], collectionActions: ['read', 'update'], attributes: { tenantId } },
  keys: { actions: ['read', 'update'], collectionActions: ['read', 'update'], attributes: { tenantId } },
  teams: { actions: ['read', 'update'], collectionActions: ['read', 'update'], attributes: { tenantId } },
  tenants: {
    actions: ['read', 'create', 'update'],
    collectionActions: ['read', 'create', 'update'],
    attributes: { tenantId },
  },
  privacy: { actions: ['export', 'erase'], collectionActions: ['export', 'erase'], attributes: { tenantId } },
} as const;

export const roleGrants = {
  VIEWER: {
    grants: [
      'shows:read',
      'reports:read',
      'account:*',
      'campaigns:list',
      { permission: 'campaigns:read', when: shared },
    ],
  },
  ANALYST: { inherits: ['VIEWER'], grants: ['imports:read', 'redirects:read', 'reports:generate', 'reports:share'] },
  CAMPAIGN_MANAGER: {
    inherits: ['ANALYST'],
    grants: [
      'shows:create',
      'shows:update',
      'campaigns:create',
      { permission: 'campaigns:read', when: ownOrShared },
      { permission: 'campaigns:update', when: ownOrShared },
      'conversions:create',
      'billing:read', // who sets a price does not issue and collect the invoice of it
    ],
  },
  MONITOR: { grants: ['metrics:read', 'account:*'] },
  ADMIN: {
    inherits: ['CAMPAIGN_MANAGER', 'MONITOR'],
    grants: [
      'campaigns:*',
      'hits:write',
      'imports:*',
      'redirects:*',
      'operations:*',
      'flags:*',
      'audit:*',
      'jobs:*',
      'billing:*',
      'permissions:explain',
      'users:*',
      'keys:*',
      'teams:*',
      'tenants:read',
      'tenants:update',
      'privacy:*',
    ],
  },
  SUPER_ADMIN: { superuser: true, crossTenant: { reason: 'operates the platform for all networks' } },
} as const satisfies Record<Role, object>;

/** Whether a role reaches beyond its own tenant, for lists that are narrowed by tenant alone. */
export function seesAllTenants(role: Role): boolean {
  return 'crossTenant' in roleGrants[role];
}
