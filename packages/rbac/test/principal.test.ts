import { describe, expect, test } from 'vitest';
import { eq, ref } from '../src/conditions.ts';
import { createRbac, definePolicy } from '../src/index.ts';
import { campaign, campaignsPolicy, user } from './campaigns-policy.ts';

/** The same policy, in which nobody may do anything. */
function withoutGrants(): typeof campaignsPolicy {
  return definePolicy({ ...JSON.parse(JSON.stringify(campaignsPolicy)), roles: { VIEWER: {} }, denies: [] });
}

describe('a principal that was resolved', () => {
  test('is a copy: what is written to the input afterwards changes nothing', () => {
    const rbac = createRbac(campaignsPolicy);
    const input = { ...user('VIEWER'), roles: [{ role: 'VIEWER', scopes: ['campaigns:read'] }] };
    const handle = rbac.principal(input);
    input.roles.push({ role: 'ADMIN', scopes: ['*:*'] });
    input.roles[0]?.scopes.push('*:*');
    input.tenantId = 't2';
    expect(rbac.check(handle, 'campaigns:read', campaign)).toBe(true);
    expect(rbac.check(handle, 'campaigns:delete', campaign)).toBe(false);
  });
  test('keeps the scopes that its assignments had', () => {
    const rbac = createRbac(campaignsPolicy);
    const scopes = ['campaigns:read'];
    const handle = rbac.principal(user('x', { roles: [{ role: 'ADMIN', scopes }] }));
    scopes.push('*:*');
    expect(rbac.check(handle, 'campaigns:delete', campaign)).toBe(false);
  });
  test('obeys a policy that was replaced', () => {
    const rbac = createRbac(campaignsPolicy);
    const handle = rbac.principal(user('VIEWER'));
    expect(rbac.check(handle, 'campaigns:read', campaign)).toBe(true);
    rbac.replace(withoutGrants());
    expect(rbac.decide(handle, 'campaigns:read', campaign).code).toBe('NO_GRANT');
  });
  test('of another engine is resolved by this one', () => {
    const other = createRbac(withoutGrants());
    const handle = other.principal(user('VIEWER'));
    expect(createRbac(campaignsPolicy).check(handle, 'campaigns:read', campaign)).toBe(true);
  });
  test('that is no object, or has no list of roles, is allowed nothing', () => {
    const rbac = createRbac(campaignsPolicy);
    for (const who of [null, undefined, 'ADMIN', 7, [], {}, { roles: 'ADMIN' }, { roles: { 0: 'ADMIN', length: 1 } }]) {
      expect(rbac.check(who as never, 'campaigns:create')).toBe(false);
      expect(rbac.check(rbac.principal(who as never), 'campaigns:create')).toBe(false);
    }
  });
});

describe('an assignment', () => {
  const at = (
    now: number,
    assignment: object,
    permission: 'campaigns:read' | 'campaigns:delete' = 'campaigns:read',
  ) => {
    const rbac = createRbac(campaignsPolicy, { now: () => now });
    return rbac.decide({ ...user('x'), roles: [{ role: 'VIEWER', ...assignment }] }, permission, campaign).code;
  };

  test('holds from notBefore on, and no longer from expires on', () => {
    const times = { notBefore: 1_000, expires: 2_000 };
    expect([999, 1_000, 1_999, 2_000].map((now) => at(now, times))).toEqual(['EXPIRED', 'ALLOW', 'ALLOW', 'EXPIRED']);
  });
  test('that is over explains only what it would have granted', () => {
    expect(at(3_000, { expires: 2_000 }, 'campaigns:delete')).toBe('NO_GRANT');
  });
  test('with a time that is no number never holds', () => {
    for (const expires of [Number.NaN, '9999', null, new Date(9e12)]) expect(at(0, { expires })).toBe('EXPIRED');
  });
  test('reaches a handle when its time comes, and when the clock is set back', () => {
    let now = 0;
    const rbac = createRbac(campaignsPolicy, { now: () => now });
    const handle = rbac.principal({ ...user('x'), roles: [{ role: 'VIEWER', notBefore: 10, expires: 20 }, 'ANALYST'] });
    const viewer = rbac.principal({ ...user('x'), roles: [{ role: 'VIEWER', notBefore: 10, expires: 20 }] });
    const seen = [0, 10, 19, 20, 15, 5].map((time) => {
      now = time;
      return rbac.check(viewer, 'campaigns:read', campaign);
    });
    expect(seen).toEqual([false, true, true, false, true, false]);
    expect(rbac.check(handle, 'campaigns:read', campaign)).toBe(true);
  });
  test('without a time asks no clock', () => {
    const now = () => {
      throw new Error('asked');
    };
    const rbac = createRbac(campaignsPolicy, { now });
    expect(rbac.check(rbac.principal(user('VIEWER')), 'campaigns:read', campaign)).toBe(true);
    expect(at(0, { notBefore: -Infinity, expires: Infinity })).toBe('ALLOW');
  });
  test('of another tenant grants nothing, and where there are no tenants none does', () => {
    expect(at(0, { tenantId: 't1' })).toBe('ALLOW');
    expect(at(0, { tenantId: 't2' })).toBe('NO_GRANT');
    const single = definePolicy({
      version: 1,
      tenant: false,
      resources: { a: { actions: ['b'] } },
      roles: { R: { grants: ['a:b'] } },
    });
    expect(createRbac(single).check({ roles: [{ role: 'R', tenantId: 't1' }] }, 'a:b')).toBe(false);
    expect(createRbac(single).check({ roles: ['R'] }, 'a:b')).toBe(true);
  });
  test('counts only while it is switched on', () => {
    const rbac = createRbac(campaignsPolicy);
    const who = { ...user('ADMIN'), roles: ['ADMIN', { role: 'VIEWER', expires: 1 }, { role: 'ANALYST', expires: 1 }] };
    expect(rbac.decide({ ...who, activeRoles: ['VIEWER'] }, 'campaigns:read', campaign).code).toBe('EXPIRED');
    expect(rbac.check({ ...who, activeRoles: ['ADMIN'] }, 'campaigns:delete', campaign)).toBe(true);
    expect(rbac.check({ ...who, activeRoles: 'ADMIN' as never }, 'campaigns:delete', campaign)).toBe(false);
  });
});

describe('scopes and delegation', () => {
  const rbac = createRbac(campaignsPolicy, { now: () => 1_000 });
  const key = (more: object) => ({ id: 'key', tenantId: 't1', ...more });

  test('cut down what roles grant, for all or for one of them', () => {
    expect(rbac.decide(user('ADMIN', { scopes: ['campaigns:read'] }), 'campaigns:delete', campaign).code).toBe('SCOPE');
    expect(rbac.check(user('ADMIN', { scopes: ['campaigns:*'] }), 'campaigns:delete', campaign)).toBe(true);
    const one = user('x', { roles: [{ role: 'ADMIN', scopes: ['*:read'] }, 'VIEWER'] });
    expect(rbac.check(one, 'campaigns:read', campaign)).toBe(true);
    expect(rbac.decide(one, 'campaigns:delete', campaign).code).toBe('SCOPE');
  });
  test('that are no list of patterns let nothing through', () => {
    for (const scopes of [
      null,
      'campaigns:read',
      {},
      [],
      [7],
      ['campaigns'],
      ['campaigns:'],
      [':read'],
      ['*'],
      ['campaigns:read:x'],
    ]) {
      expect(rbac.check(user('ADMIN', { scopes }), 'campaigns:read', campaign)).toBe(false);
    }
  });
  test('of a role that is scoped out do not excuse from a deny', () => {
    const who = user('x', { roles: ['CAMPAIGN_MANAGER', { role: 'ADMIN', scopes: ['users:manage'] }] });
    expect(rbac.decide(who, 'campaigns:update', { ...campaign, status: 'archived' }).code).toBe('DENY_RULE');
  });
  test('an API key may do what its scopes, its owner and its tenant allow', () => {
    const owner = rbac.principal(user('CAMPAIGN_MANAGER'));
    const scopes = ['campaigns:read', 'campaigns:update', 'campaigns:delete'];
    expect(rbac.check(key({ scopes, onBehalfOf: owner }), 'campaigns:update', campaign)).toBe(true);
    expect(rbac.decide(key({ scopes, onBehalfOf: owner }), 'campaigns:delete', campaign).code).toBe('NO_GRANT');
    expect(rbac.decide(key({ scopes: [], onBehalfOf: owner }), 'campaigns:update', campaign).code).toBe('SCOPE');
    expect(rbac.decide(key({ scopes, onBehalfOf: owner, tenantId: 't2' }), 'campaigns:update', campaign).code).toBe(
      'TENANT_MISMATCH',
    );
  });
  test('keeps a key of somebody who crosses tenants in its own', () => {
    const onBehalfOf = user('SUPER_ADMIN', { tenantId: 't9' });
    expect(rbac.check(key({ onBehalfOf }), 'campaigns:read', campaign)).toBe(true);
    expect(rbac.check(key({ onBehalfOf }), 'campaigns:read', { ...campaign, tenantId: 't2' })).toBe(false);
  });
  test('follows the owner while the key lives', () => {
    let now = 0;
    const timed = createRbac(campaignsPolicy, { now: () => now });
    const handle = timed.principal(key({ onBehalfOf: user('x', { roles: [{ role: 'VIEWER', expires: 10 }] }) }));
    expect(timed.check(handle, 'campaigns:read', campaign)).toBe(true);
    now = 10;
    expect(timed.decide(handle, 'campaigns:read', campaign).code).toBe('EXPIRED');
  });
  test('needs both where the delegate has roles of its own', () => {
    const onBehalfOf = user('ADMIN');
    expect(rbac.check(key({ roles: ['VIEWER'], onBehalfOf }), 'campaigns:read', campaign)).toBe(true);
    expect(rbac.check(key({ roles: ['VIEWER'], onBehalfOf }), 'campaigns:delete', campaign)).toBe(false);
    expect(rbac.check(key({ roles: null, onBehalfOf }), 'campaigns:read', campaign)).toBe(false);
  });
  test('ends after eight links, and in a circle', () => {
    const chain = (length: number): object => (length === 0 ? user('ADMIN') : key({ onBehalfOf: chain(length - 1) }));
    expect(rbac.check(chain(8), 'campaigns:read', campaign)).toBe(true);
    expect(rbac.check(chain(9), 'campaigns:read', campaign)).toBe(false);
    const circle: Record<string, unknown> = key({ roles: ['ADMIN'] });
    circle['onBehalfOf'] = circle;
    expect(rbac.check(circle, 'campaigns:read', campaign)).toBe(false);
  });
});

describe('separation of duty', () => {
  const duties = (constraints: object) =>
    createRbac(
      definePolicy({
        version: 1,
        tenant: false,
        principal: { attributes: { id: 'string' } },
        resources: { payments: { actions: ['pay', 'approve'], attributes: { by: 'string' } } },
        roles: {
          PAYER: { grants: ['payments:pay'] },
          APPROVER: {
            grants: [{ permission: 'payments:approve', when: eq('resource.by', ref('principal.id')) }, 'payments:pay'],
          },
          CHIEF: { inherits: ['PAYER', 'APPROVER'] },
        },
        constraints,
      }),
      { now: () => 1_000 },
    );
  const duty = [{ id: 'payments', roles: ['PAYER', 'APPROVER'], max: 1 }];

  test('refuses everything to who was assigned too many of the roles, switched on or off', () => {
    const rbac = duties({ static: duty });
    const both = { roles: ['PAYER', 'APPROVER'] };
    expect(rbac.decide(both, 'payments:pay')).toMatchObject({ code: 'CONSTRAINT', ruleId: 'payments' });
    expect(rbac.decide({ ...both, activeRoles: ['PAYER'] }, 'payments:pay').code).toBe('CONSTRAINT');
    expect(rbac.check({ roles: ['PAYER', { role: 'APPROVER', expires: 1 }] }, 'payments:pay')).toBe(true);
  });
  test('counts only active roles where it is dynamic', () => {
    const rbac = duties({ dynamic: duty });
    const both = { roles: ['PAYER', 'APPROVER'] };
    expect(rbac.decide(both, 'payments:pay').code).toBe('CONSTRAINT');
    expect(rbac.check({ ...both, activeRoles: ['PAYER'] }, 'payments:pay')).toBe(true);
  });
  test('sees roles that come by inheritance', () => {
    expect(duties({ static: duty }).decide({ roles: ['CHIEF'] }, 'payments:pay').code).toBe('CONSTRAINT');
    expect(duties({ dynamic: duty }).decide({ roles: ['CHIEF'] }, 'payments:pay').code).toBe('CONSTRAINT');
  });
});

test('asks anew for lists of roles when there were very many of them', () => {
  const roles = Object.fromEntries(Array.from({ length: 1_100 }, (_, i) => [`R${i}`, { grants: ['a:b'] as const }]));
  const rbac = createRbac(definePolicy({ version: 1, tenant: false, resources: { a: { actions: ['b'] } }, roles }));
  for (let i = 0; i < 1_100; i++) expect(rbac.check({ roles: [`R${i}`] }, 'a:b')).toBe(true);
  expect(rbac.check({ roles: ['R0', 'R0', 'R1'] }, 'a:b')).toBe(true);
});
