import { describe, expect, test } from 'vitest';
import { eq, ref } from '../src/conditions.ts';
import { createRbac, definePolicy } from '../src/index.ts';
import { campaign, campaignsPolicy, user } from './campaigns-policy.ts';

const rbac = createRbac(campaignsPolicy, { now: () => 1_000 });

describe('canSome', () => {
  test('says no, yes or conditional, and conditional where a deny may fire', () => {
    const of = (who: object) => rbac.canSome(who, 'campaigns:update');
    expect([of(user('VIEWER')), of(user('CAMPAIGN_MANAGER')), of(user('ADMIN')), of(user('SUPER_ADMIN'))]).toEqual([
      'no',
      'conditional',
      'yes',
      'conditional',
    ]);
  });
  test('says no without a tenant, but to who crosses tenants', () => {
    expect(rbac.canSome(user('VIEWER', { tenantId: null }), 'campaigns:read')).toBe('no');
    expect(rbac.canSome(user('SUPER_ADMIN', { tenantId: null }), 'campaigns:read')).toBe('yes');
  });
  test('says no where a deny has no condition', () => {
    const policy = definePolicy({
      version: 1,
      tenant: false,
      resources: { a: { actions: ['b', 'c'] } },
      roles: { R: { grants: ['a:b', 'a:c'] } },
      denies: [{ id: 'never', permission: 'a:b' }],
    });
    const closed = createRbac(policy);
    expect(closed.canSome({ roles: ['R'] }, 'a:b')).toBe('no');
    expect(closed.canSome({ roles: ['R'] }, 'a:c')).toBe('yes');
    expect(closed.where({ roles: ['R'] }, 'a:b', { dialect: 'sqlite', columns: {} }).kind).toBe('none');
  });
  test('is for a delegate what it is for both', () => {
    const key = (more: object) => ({ tenantId: 't1', onBehalfOf: user('CAMPAIGN_MANAGER'), ...more });
    expect(rbac.canSome(key({}), 'campaigns:update')).toBe('conditional');
    expect(rbac.canSome(key({}), 'campaigns:delete')).toBe('no');
    expect(rbac.canSome(key({ scopes: ['*:read'] }), 'campaigns:update')).toBe('no');
  });
});

describe('abilities', () => {
  test('are what canSome says of each permission, without the no', () => {
    expect(rbac.abilities(user('CAMPAIGN_MANAGER'))).toEqual({
      policyHash: expect.any(String),
      expires: null,
      permissions: {
        'campaigns:create': 'yes',
        'campaigns:read': 'yes',
        'campaigns:update': 'conditional',
        'reports:generate': 'yes',
      },
    });
  });
  test('say when they may change by themselves, for the one who is acted for as well', () => {
    const roles = [
      { role: 'VIEWER', notBefore: 0, expires: 5_000 },
      { role: 'ANALYST', notBefore: 3_000 },
    ];
    expect(rbac.abilities(user('x', { roles })).expires).toBe(3_000);
    expect(rbac.abilities({ tenantId: 't1', onBehalfOf: user('x', { roles }) }).expires).toBe(3_000);
  });
});

describe('fieldsFor', () => {
  const policy = definePolicy({
    version: 1,
    tenant: { principal: 'tenantId', resource: 'tenantId' },
    principal: { attributes: { id: 'string', tenantId: 'string' } },
    resources: {
      shows: {
        actions: ['edit'],
        attributes: { tenantId: 'string', ownerId: 'string' },
        fields: ['title', 'price', 'notes'],
      },
      plain: { actions: ['edit'], attributes: { tenantId: 'string' } },
    },
    roles: {
      EDITOR: { grants: [{ permission: 'shows:edit', fields: ['notes', 'title'] }, 'plain:edit'] },
      OWNER: {
        inherits: ['EDITOR'],
        grants: [{ permission: 'shows:edit', when: eq('resource.ownerId', ref('principal.id')), fields: ['price'] }],
      },
      CHIEF: { grants: ['shows:edit'] },
      SUPPORT: { grants: [{ permission: 'shows:edit', fields: ['title'] }], crossTenant: { reason: 'helps' } },
    },
  });
  const shows = createRbac(policy);
  const who = (...roles: string[]) => ({ id: 'u', tenantId: 't', roles });
  const show = { tenantId: 't', ownerId: 'u' };

  test('gives the fields of all grants in force, in the order of their declaration', () => {
    expect(shows.fieldsFor(who('EDITOR'), 'shows:edit', show)).toEqual(['title', 'notes']);
    expect(shows.fieldsFor(who('OWNER'), 'shows:edit', show)).toEqual(['title', 'price', 'notes']);
    expect(shows.fieldsFor(who('OWNER'), 'shows:edit', { ...show, ownerId: 'x' })).toEqual(['title', 'notes']);
    expect(shows.fieldsFor(who('CHIEF'), 'shows:edit', show)).toEqual(['title', 'price', 'notes']);
    expect(shows.fieldsFor(who('EDITOR'), 'plain:edit', show)).toEqual([]);
  });
  test('gives none where it is not allowed, and across tenants those that cross', () => {
    expect(shows.fieldsFor(who('EDITOR'), 'shows:edit', { ...show, tenantId: 'x' })).toEqual([]);
    expect(shows.fieldsFor(who('CHIEF', 'SUPPORT'), 'shows:edit', { ...show, tenantId: 'x' })).toEqual(['title']);
  });
  test('gives a delegate the fields of both', () => {
    const key = { tenantId: 't', onBehalfOf: who('EDITOR'), id: 'u' };
    expect(shows.fieldsFor(key, 'shows:edit', show)).toEqual(['title', 'notes']);
    expect(shows.fieldsFor({ ...key, roles: ['OWNER'] }, 'shows:edit', show)).toEqual(['title', 'notes']);
  });
});

describe('explain', () => {
  test('tells how every rule and every part of it came out, and no value', () => {
    const { decision, ...explanation } = rbac.explain(user('CAMPAIGN_MANAGER'), 'campaigns:update', {
      ...campaign,
      ownerId: 'u2',
      sharedTeamIds: null,
    });
    expect(decision.code).toBe('CONDITION_UNKNOWN');
    expect(explanation).toEqual({
      roles: ['CAMPAIGN_MANAGER', 'ANALYST', 'VIEWER'],
      tenant: 'same',
      rules: [
        {
          ruleId: 'archived',
          effect: 'deny',
          outcome: 'false',
          condition: { op: 'eq', outcome: 'false', paths: ['resource.status'], parts: [] },
        },
        {
          ruleId: 'roles.CAMPAIGN_MANAGER.grants[1]',
          effect: 'allow',
          outcome: 'unknown',
          condition: {
            op: 'or',
            outcome: 'unknown',
            paths: [],
            parts: [
              { op: 'eq', outcome: 'false', paths: ['resource.ownerId', 'principal.id'], parts: [] },
              { op: 'overlaps', outcome: 'unknown', paths: ['resource.sharedTeamIds', 'principal.teamIds'], parts: [] },
            ],
          },
        },
      ],
    });
  });
  test('tells how the tenants stand', () => {
    const tenant = (resource?: object) => rbac.explain(user('VIEWER'), 'campaigns:read', resource).tenant;
    expect([tenant(campaign), tenant({ tenantId: 't2' }), tenant({}), tenant()]).toEqual([
      'same',
      'different',
      'missing',
      'missing',
    ]);
    const none = createRbac(
      definePolicy({ version: 1, tenant: false, resources: { a: { actions: ['b'] } }, roles: {} }),
    );
    expect(none.explain({}, 'a:b')).toMatchObject({ tenant: 'none', rules: [], decision: { code: 'NO_GRANT' } });
  });
  test('shows a rule without a condition as true, and for a delegate the rules of both', () => {
    const { rules } = rbac.explain({ tenantId: 't1', onBehalfOf: user('VIEWER') }, 'campaigns:read', campaign);
    expect(rules.map(({ ruleId, outcome, condition }) => [ruleId, outcome, condition])).toEqual([
      ['', 'true', null],
      ['roles.VIEWER.grants[0]', 'true', null],
    ]);
    expect(rbac.explain(user('VIEWER'), 'x:y' as never).rules).toEqual([]);
  });
});

describe('canGrant', () => {
  const code = (giver: object, role: string, target: object = user('VIEWER')) =>
    rbac.canGrant(giver, role, target).code;

  test('lets nobody give more than he has', () => {
    expect(code(user('ADMIN'), 'CAMPAIGN_MANAGER')).toBe('ALLOW');
    expect(code(user('ADMIN'), 'ADMIN')).toBe('ALLOW');
    expect(rbac.canGrant(user('CAMPAIGN_MANAGER'), 'ADMIN', user('VIEWER'))).toMatchObject({
      allowed: false,
      code: 'NO_GRANT',
    });
    expect(code(user('ADMIN'), 'NOBODY')).toBe('NO_GRANT');
  });
  test('takes a conditional holding for no unconditional one, and for the same condition', () => {
    expect(code(user('CAMPAIGN_MANAGER'), 'CAMPAIGN_MANAGER')).toBe('ALLOW');
    expect(rbac.canGrant(user('CAMPAIGN_MANAGER'), 'ADMIN', user('VIEWER')).ruleId).toBe('archived');
  });
  test('keeps superusers and the crossing of tenants to their like', () => {
    expect(code(user('ADMIN'), 'SUPER_ADMIN')).toBe('NO_GRANT');
    expect(code(user('SUPER_ADMIN'), 'SUPER_ADMIN')).toBe('ALLOW');
    expect(code(user('SUPER_ADMIN'), 'VIEWER', user('VIEWER', { tenantId: 't2' }))).toBe('ALLOW');
  });
  test('gives a role that a deny excuses only to who is excused', () => {
    expect(rbac.canGrant(user('SUPER_ADMIN'), 'ADMIN', user('VIEWER'))).toMatchObject({
      code: 'NO_GRANT',
      ruleId: 'archived',
    });
  });
  test('stays in the tenant', () => {
    expect(code(user('ADMIN'), 'VIEWER', user('VIEWER', { tenantId: 't2' }))).toBe('TENANT_MISMATCH');
    expect(code(user('ADMIN'), 'VIEWER', user('VIEWER', { tenantId: '' }))).toBe('TENANT_MISSING');
    expect(code(user('ADMIN', { tenantId: null }), 'VIEWER')).toBe('TENANT_MISSING');
    expect(code(user('ADMIN'), 'VIEWER', user('VIEWER', { tenantId: null }))).toBe('TENANT_MISSING');
  });
  test('asks of a delegate that both have it', () => {
    const key = (scopes: string[]) => ({ tenantId: 't1', scopes, onBehalfOf: user('ADMIN') });
    expect(code(key(['*:*']), 'VIEWER')).toBe('ALLOW');
    expect(code(key(['*:*']), 'SUPER_ADMIN')).toBe('NO_GRANT');
    expect(code(key(['reports:*']), 'VIEWER')).toBe('SCOPE');
  });
  test('breaks no separation of duty, and gives no field that the giver lacks', () => {
    const policy = definePolicy({
      version: 1,
      tenant: false,
      resources: { a: { actions: ['b'], fields: ['x', 'y'] } },
      roles: {
        X: { grants: [{ permission: 'a:b', fields: ['x'] }] },
        XY: { grants: [{ permission: 'a:b', fields: ['x', 'y'] }] },
        ALL: { grants: ['a:b'] },
      },
      constraints: { static: [{ id: 'one', roles: ['X', 'ALL'], max: 1 }] },
    });
    const fields = createRbac(policy);
    const gives = (giver: string, role: string, target: object = {}) =>
      fields.canGrant({ roles: [giver] }, role, target);
    expect(gives('XY', 'X').code).toBe('ALLOW');
    expect(gives('X', 'XY')).toMatchObject({ code: 'NO_GRANT', ruleId: 'roles.XY.grants[0]' });
    expect(gives('XY', 'ALL').code).toBe('NO_GRANT');
    expect(gives('ALL', 'XY').code).toBe('ALLOW');
    expect(gives('ALL', 'X', { roles: ['ALL'] })).toMatchObject({ code: 'CONSTRAINT', ruleId: 'one' });
    expect(fields.canGrant({ roles: ['X', 'ALL'] }, 'X', {}).code).toBe('CONSTRAINT');
  });
});
