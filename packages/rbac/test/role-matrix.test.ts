import { describe, expect, test } from 'vitest';
import { createRbac } from '../src/index.ts';
import { campaign, campaignsPolicy, user } from './campaigns-policy.ts';

const rbac = createRbac(campaignsPolicy);
const roles = ['VIEWER', 'ANALYST', 'CAMPAIGN_MANAGER', 'ADMIN', 'SUPER_ADMIN'] as const;

describe('the matrix of roles and permissions', () => {
  test.each([
    ['campaigns:create', [false, false, true, true, true]],
    ['campaigns:read', [true, true, true, true, true]],
    ['campaigns:update', [false, false, true, true, true]],
    ['campaigns:delete', [false, false, false, true, true]],
    ['reports:generate', [false, true, true, true, true]],
    ['users:manage', [false, false, false, true, true]],
  ] as const)('grants %s as the platform says', (permission, expected) => {
    expect(roles.map((role) => rbac.check(user(role), permission, campaign))).toEqual(expected);
  });
});

describe('owners, teams and tenants', () => {
  const others = { ...campaign, ownerId: 'u2' };

  test('lets a manager update what is his, and not what is another one’s', () => {
    expect(rbac.check(user('CAMPAIGN_MANAGER'), 'campaigns:update', campaign)).toBe(true);
    expect(rbac.check(user('CAMPAIGN_MANAGER'), 'campaigns:update', others)).toBe(false);
  });
  test('lets members of a team update what is shared with it', () => {
    const shared = { ...others, sharedTeamIds: ['team0', 'team1'] };
    expect(rbac.check(user('CAMPAIGN_MANAGER'), 'campaigns:update', shared)).toBe(true);
    expect(rbac.check(user('CAMPAIGN_MANAGER', { teamIds: ['team2'] }), 'campaigns:update', shared)).toBe(false);
  });
  test('lets an admin update everything of his tenant, and nothing of another', () => {
    expect(rbac.check(user('ADMIN'), 'campaigns:update', others)).toBe(true);
    expect(rbac.decide(user('ADMIN'), 'campaigns:update', { ...others, tenantId: 't2' }).code).toBe('TENANT_MISMATCH');
  });
  test('lets a superuser that crosses tenants into each of them', () => {
    expect(rbac.check(user('SUPER_ADMIN'), 'campaigns:delete', { ...others, tenantId: 't2' })).toBe(true);
  });
  test('refuses what a deny speaks of, whoever grants it, but not to roles that it excuses or that inherit one', () => {
    const archived = { ...campaign, status: 'archived' };
    expect(rbac.decide(user('CAMPAIGN_MANAGER'), 'campaigns:update', archived)).toMatchObject({
      code: 'DENY_RULE',
      ruleId: 'archived',
    });
    expect(rbac.decide(user('SUPER_ADMIN'), 'campaigns:update', archived).code).toBe('DENY_RULE');
    expect(rbac.check(user('ADMIN'), 'campaigns:update', archived)).toBe(true);
  });
  test('asks for a resource, but for actions on the collection', () => {
    expect(rbac.decide(user('ADMIN'), 'campaigns:read').code).toBe('TENANT_MISSING');
    expect(rbac.check(user('ADMIN'), 'campaigns:create')).toBe(true);
    expect(rbac.decide(user('ADMIN', { tenantId: undefined }), 'campaigns:create').code).toBe('TENANT_MISSING');
  });
  test('takes an empty tenant for none, on both sides', () => {
    const answer = rbac.decide(user('ADMIN', { tenantId: '' }), 'campaigns:read', { ...campaign, tenantId: '' });
    expect(answer.code).toBe('TENANT_MISSING');
    expect(rbac.decide(user('ADMIN'), 'campaigns:read', { ...campaign, tenantId: '' }).code).toBe('TENANT_MISSING');
  });
});

describe('a decision', () => {
  test('names the rule that decided, and the policy', () => {
    expect(rbac.decide(user('ANALYST'), 'campaigns:read', campaign)).toEqual({
      allowed: true,
      code: 'ALLOW',
      ruleId: 'roles.VIEWER.grants[0]',
      policyHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });
  test('says when a missing value is to blame', () => {
    const { ownerId: _, ...incomplete } = { ...campaign, sharedTeamIds: null };
    expect(rbac.decide(user('CAMPAIGN_MANAGER'), 'campaigns:update', incomplete).code).toBe('CONDITION_UNKNOWN');
  });
  test('comes in the order of the questions', () => {
    const decisions = rbac.checkMany(user('VIEWER'), [
      { permission: 'campaigns:read', resource: campaign },
      { permission: 'campaigns:delete', resource: campaign },
    ]);
    expect(decisions.map(({ code }) => code)).toEqual(['ALLOW', 'NO_GRANT']);
  });
  test('is thrown by authorize when it is a no, without a value of any attribute', () => {
    expect(() => rbac.authorize(user('VIEWER'), 'campaigns:read', campaign)).not.toThrow();
    expect(() => rbac.authorize(user('VIEWER'), 'campaigns:delete', campaign)).toThrow(
      expect.objectContaining({
        name: 'ForbiddenError',
        code: 'SCRY_FORBIDDEN',
        status: 403,
        retryable: false,
        permission: 'campaigns:delete',
        decision: expect.objectContaining({ code: 'NO_GRANT' }),
        message: 'campaigns:delete is not allowed: NO_GRANT.',
      }),
    );
  });
  test('filters a list as check does', () => {
    const items = [campaign, { ...campaign, tenantId: 't2' }, { ...campaign, ownerId: 'u2' }];
    expect(rbac.filter(user('CAMPAIGN_MANAGER'), 'campaigns:update', items)).toEqual([campaign]);
  });
});
