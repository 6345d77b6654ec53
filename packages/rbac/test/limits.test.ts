// A limit that is hard to read is a limit all the same, and what looks like a role or a tenant is none.
import { describe, expect, test } from 'vitest';
import { createRbac, definePolicy } from '../src/index.ts';
import { campaign, campaignsPolicy, user } from './campaigns-policy.ts';

const rbac = createRbac(campaignsPolicy);
const hidden = (who: object, name: string, value: unknown) => Object.defineProperty(who, name, { value });

describe('an own property that is not enumerable', () => {
  test('limits as any other does', () => {
    for (const ask of [(who: object) => who, (who: object) => rbac.principal(who)]) {
      const may = (who: object) => rbac.check(ask(who), 'campaigns:delete', campaign);
      expect(may(user('ADMIN'))).toBe(true);
      expect(may(hidden(user('ADMIN'), 'scopes', ['campaigns:read']))).toBe(false);
      expect(may(hidden(user('ADMIN'), 'activeRoles', []))).toBe(false);
      expect(may(hidden(user('ADMIN'), 'onBehalfOf', user('VIEWER')))).toBe(false);
      const assigned = (name: string, value: unknown) => ({
        ...user('x'),
        roles: [hidden({ role: 'ADMIN' }, name, value)],
      });
      expect(may(assigned('expires', 0))).toBe(false);
      expect(may(assigned('tenantId', 't2'))).toBe(false);
      expect(may(assigned('scopes', []))).toBe(false);
    }
  });
  test('is an attribute of a resolved principal too', () => {
    const who = hidden(user('VIEWER', { tenantId: undefined }), 'tenantId', 't1');
    expect(rbac.check(who, 'campaigns:read', campaign)).toBe(true);
    expect(rbac.check(rbac.principal(who), 'campaigns:read', campaign)).toBe(true);
  });
});

describe('the role of an assignment', () => {
  test.each([[['ADMIN']], [{ toString: () => 'ADMIN' }], [null], [undefined], [Object('ADMIN')]])(
    'is a name, and nothing that reads as one: %j',
    (role) => {
      const literal = definePolicy({
        version: 1,
        tenant: false,
        resources: { a: { actions: ['b'] } },
        roles: { ADMIN: { grants: ['a:b'] }, null: { grants: ['a:b'] }, undefined: { grants: ['a:b'] } },
      });
      const loose = createRbac(literal);
      expect(loose.check({ roles: [{ role }] }, 'a:b')).toBe(false);
      expect(loose.check({ roles: [role] }, 'a:b')).toBe(false);
      expect(loose.check({ roles: ['null'] }, 'a:b')).toBe(true);
    },
  );
});

describe('the tenant of an assignment', () => {
  test.each([null, '', 7, Number.NaN, '\ud800'])('holds for nobody whose own is %j', (tenantId) => {
    const roles = [{ role: 'SUPER_ADMIN', tenantId }];
    expect(rbac.decide(user('x', { tenantId, roles }), 'campaigns:read', campaign).code).toBe('NO_GRANT');
  });

  test('keeps a role that crosses tenants in it', () => {
    const here = user('x', { roles: [{ role: 'SUPER_ADMIN', tenantId: 't1' }] });
    const abroad = { ...campaign, tenantId: 't2' };
    expect(rbac.check(here, 'campaigns:read', campaign)).toBe(true);
    expect(rbac.decide(here, 'campaigns:read', abroad).code).toBe('TENANT_MISMATCH');
    const { sql, params } = rbac.where(here, 'campaigns:read', { dialect: 'sqlite', columns: { tenantId: 'tenant' } });
    expect([sql, params]).toEqual([expect.stringContaining('"tenant" COLLATE BINARY = ?'), ['t1']]);
    expect(rbac.canGrant(here, 'VIEWER', user('VIEWER', { tenantId: 't2' })).code).toBe('TENANT_MISMATCH');
    expect(rbac.canGrant(here, 'SUPER_ADMIN', user('VIEWER')).code).toBe('NO_GRANT');
    expect(rbac.check(user('x', { roles: [...here.roles, 'SUPER_ADMIN'] }), 'campaigns:read', abroad)).toBe(true);
  });
});

describe('an empty tenant', () => {
  const decide = (own: unknown, theirs: unknown) =>
    rbac.decide(user('CAMPAIGN_MANAGER', { tenantId: own }), 'campaigns:update', {
      ...archived,
      tenantId: theirs as string,
    });
  const archived = { ...campaign, status: 'archived' };

  test('is a missing one, on either side and on both', () => {
    expect(decide('', '').code).toBe('TENANT_MISSING');
    expect(decide('', 't1').code).toBe('TENANT_MISSING');
    expect(decide('t1', '').code).toBe('TENANT_MISSING');
  });
  test('and another one are the reason before any deny', () => {
    expect(decide('t1', 't2').code).toBe('TENANT_MISMATCH');
    expect(decide('t1', 't1').code).toBe('DENY_RULE');
  });
});
