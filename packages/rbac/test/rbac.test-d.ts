import { describe, expectTypeOf, test } from 'vitest';
import { eq, overlaps, ref } from '../src/conditions.ts';
import { createRbac, type Decision, definePolicy, type Permission, type Principal } from '../src/index.ts';
import { campaign, campaignsPolicy } from './campaigns-policy.ts';

const rbac = createRbac(campaignsPolicy);
const who = { id: 'u', tenantId: 't', teamIds: ['a'], roles: ['VIEWER'] };
const base = {
  version: 1,
  tenant: false,
  resources: { docs: { actions: ['read'], attributes: { ownerId: 'string' } } },
} as const;

describe('a question', () => {
  test('takes permissions of the policy only', () => {
    expectTypeOf(rbac.check)
      .parameter(1)
      .toEqualTypeOf<`campaigns:${'create' | 'read' | 'update' | 'delete'}` | 'reports:generate' | 'users:manage'>();
    // @ts-expect-error: no such action
    rbac.check(who, 'campaigns:fly');
    // @ts-expect-error: no such resource
    rbac.decide(who, 'shows:read');
    // @ts-expect-error: a string may be anything
    rbac.check(who, String('campaigns:read'));
  });
  test('takes the attributes that are declared, of their types', () => {
    rbac.check(who, 'campaigns:read', campaign);
    rbac.check(who, 'campaigns:read', { tenantId: null });
    // @ts-expect-error: no such attribute
    rbac.check(who, 'campaigns:read', { tenant: 't' });
    // @ts-expect-error: of another type
    rbac.check(who, 'campaigns:read', { tenantId: 7 });
    // @ts-expect-error: no such attribute of a principal
    rbac.check({ ...who, team: 'a' }, 'campaigns:read', campaign);
    // @ts-expect-error: no such column
    rbac.where(who, 'reports:generate', { dialect: 'sqlite', columns: { ownerId: 'owner_id' } });
  });
  test('gives types that flow', () => {
    expectTypeOf(rbac.decide(who, 'campaigns:create')).toEqualTypeOf<Decision>();
    expectTypeOf(rbac.principal(who)).toEqualTypeOf<Principal>();
    expectTypeOf(rbac.filter(who, 'campaigns:read', [{ ...campaign, extra: 1 }])).items.toHaveProperty('extra');
    expectTypeOf<Permission>().toEqualTypeOf<`${string}:${string}`>();
  });
});

describe('a policy', () => {
  test('takes names that it declares only', () => {
    // @ts-expect-error: no such action
    definePolicy({ ...base, roles: { R: { grants: ['docs:fly'] } } });
    // @ts-expect-error: no such attribute of the resource
    definePolicy({ ...base, roles: { R: { grants: [{ permission: 'docs:read', when: eq('resource.owner', 'x') }] } } });
    const when = overlaps('resource.ownerId', ref('principal.x'));
    // @ts-expect-error: no such attribute of the principal
    definePolicy({ ...base, roles: { R: { grants: [{ permission: 'docs:read', when }] } } });
    // @ts-expect-error: no such role
    definePolicy({ ...base, roles: { R: { inherits: ['S'] } } });
    // @ts-expect-error: no such attribute for the tenant
    definePolicy({ ...base, tenant: { principal: 'tenantId', resource: 'ownerId' }, roles: {} });
  });
});
