// One rule, asked about one campaign, about a list in memory, and as the condition of a query.
import { createRbac, definePolicy } from '@scry/rbac';
import { any, eq, overlaps, ref } from '@scry/rbac/conditions';

const policy = definePolicy({
  version: 1,
  tenant: { principal: 'tenantId', resource: 'tenantId' },
  principal: { attributes: { id: 'string', tenantId: 'string', teamIds: 'string[]' } },
  resources: {
    campaigns: {
      actions: ['update'],
      attributes: { tenantId: 'string', ownerId: 'string', sharedTeamIds: 'string[]' },
    },
  },
  roles: {
    MANAGER: {
      grants: [
        {
          permission: 'campaigns:update',
          when: any(
            eq('resource.ownerId', ref('principal.id')),
            overlaps('resource.sharedTeamIds', ref('principal.teamIds')),
          ),
        },
      ],
    },
  },
});
const rbac = createRbac(policy);
const mona = rbac.principal({ id: 'mona', tenantId: 'acme', teamIds: ['sales'], roles: ['MANAGER'] });
const campaigns = [
  { name: 'spring', tenantId: 'acme', ownerId: 'mona', sharedTeamIds: [] },
  { name: 'summer', tenantId: 'acme', ownerId: 'vera', sharedTeamIds: ['sales'] },
  { name: 'autumn', tenantId: 'acme', ownerId: 'vera', sharedTeamIds: [] },
  { name: 'winter', tenantId: 'globex', ownerId: 'mona', sharedTeamIds: ['sales'] },
];

for (const campaign of campaigns) {
  console.log(campaign.name, rbac.decide(mona, 'campaigns:update', campaign).code);
}

const names = rbac.filter(mona, 'campaigns:update', campaigns).map(({ name }) => name);
console.log(`may update ${names.join(' and ')}`);

const { sql, params } = rbac.where(mona, 'campaigns:update', {
  dialect: 'postgres',
  columns: { tenantId: 'tenant_id', ownerId: 'owner_id', sharedTeamIds: { array: 'shared_team_ids' } },
});
console.log(`SELECT name FROM campaigns WHERE ${sql}`, params);
