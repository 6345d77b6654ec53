// An agency with two tenants: its policy, its people and its campaigns.
import { any, eq, overlaps, ref } from '../src/conditions.ts';
import { definePolicy } from '../src/index.ts';

export const policy = definePolicy({
  version: 1,
  tenant: { principal: 'tenantId', resource: 'tenantId' },
  principal: { attributes: { id: 'string', tenantId: 'string', teamIds: 'string[]' } },
  context: { attributes: { office: 'boolean' } },
  resources: {
    campaigns: {
      actions: ['create', 'read', 'update', 'delete'],
      collectionActions: ['create'],
      attributes: { id: 'string', tenantId: 'string', ownerId: 'string', teamIds: 'string[]', status: 'string' },
    },
    reports: { actions: ['generate'], collectionActions: ['generate'], attributes: { tenantId: 'string' } },
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
            overlaps('resource.teamIds', ref('principal.teamIds')),
          ),
        },
        { permission: 'campaigns:delete', when: eq('context.office', true) },
      ],
    },
    ADMIN: { inherits: ['CAMPAIGN_MANAGER'], grants: ['campaigns:*'] },
    ROOT: { superuser: true, crossTenant: { reason: 'support' } },
  },
  denies: [
    {
      id: 'archived',
      permission: 'campaigns:update',
      when: eq('resource.status', 'archived'),
      unlessRoles: ['ADMIN'],
    },
  ],
});

export const people = {
  vera: { id: 'vera', tenantId: 'acme', teamIds: [], roles: ['VIEWER'] },
  mona: { id: 'mona', tenantId: 'acme', teamIds: ['blue'], roles: ['CAMPAIGN_MANAGER'] },
  adam: { id: 'adam', tenantId: 'acme', teamIds: [], roles: ['ADMIN'] },
  eve: { id: 'eve', tenantId: 'other', teamIds: [], roles: ['ADMIN'] },
  root: { id: 'root', tenantId: 'ops', teamIds: [], roles: ['ROOT'] },
};

export const campaigns = {
  spring: { id: 'spring', tenantId: 'acme', ownerId: 'mona', teamIds: [], status: 'active' },
  summer: { id: 'summer', tenantId: 'acme', ownerId: 'adam', teamIds: ['blue'], status: 'active' },
  autumn: { id: 'autumn', tenantId: 'acme', ownerId: 'mona', teamIds: [], status: 'archived' },
  winter: { id: 'winter', tenantId: 'other', ownerId: 'eve', teamIds: [], status: 'secret-launch' },
};

export function personOf(name: string | null | undefined) {
  return new Map(Object.entries(people)).get(name ?? '');
}

export function campaignOf(id: string | undefined) {
  return new Map(Object.entries(campaigns)).get(id ?? '');
}
