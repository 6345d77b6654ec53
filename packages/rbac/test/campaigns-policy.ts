import { any, eq, overlaps, ref } from '../src/conditions.ts';
import { definePolicy } from '../src/index.ts';

const tenantId = 'string';

/** Roles as in the platform's own matrix: each one has what the one before it has. */
export const campaignsPolicy = definePolicy({
  version: 1,
  tenant: { principal: 'tenantId', resource: 'tenantId' },
  principal: { attributes: { id: 'string', tenantId, teamIds: 'string[]' } },
  resources: {
    campaigns: {
      actions: ['create', 'read', 'update', 'delete'],
      collectionActions: ['create'],
      attributes: { tenantId, ownerId: 'string', sharedTeamIds: 'string[]', status: 'string' },
      fields: ['name', 'budget'],
    },
    reports: { actions: ['generate'], collectionActions: ['generate'], attributes: { tenantId } },
    users: { actions: ['manage'], collectionActions: ['manage'], attributes: { tenantId } },
  },
  roles: {
    VIEWER: { grants: ['campaigns:read'] },
    ANALYST: { inherits: ['VIEWER'], grants: ['reports:generate'] },
    CAMPAIGN_MANAGER: {
      inherits: ['ANALYST'],
      grants: [
        'campaigns:create',
        {
          permission: 'campaigns:update',
          when: any(
            eq('resource.ownerId', ref('principal.id')),
            overlaps('resource.sharedTeamIds', ref('principal.teamIds')),
          ),
        },
      ],
    },
    ADMIN: { inherits: ['CAMPAIGN_MANAGER'], grants: ['campaigns:*', 'users:manage'] },
    SUPER_ADMIN: { superuser: true, crossTenant: { reason: 'operates the platform' } },
  },
  denies: [
    { id: 'archived', permission: 'campaigns:update', when: eq('resource.status', 'archived'), unlessRoles: ['ADMIN'] },
  ],
});

export const user = (role: string, more: object = {}) => ({
  id: 'u1',
  tenantId: 't1',
  teamIds: ['team1'],
  roles: [role],
  ...more,
});
export const campaign = { tenantId: 't1', ownerId: 'u1', sharedTeamIds: [], status: 'live' };
