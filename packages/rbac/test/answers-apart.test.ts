// What keeps one tenant, one engine and one type from another.
import { expect, onTestFinished, test, vi } from 'vitest';
import { eq } from '../src/conditions.ts';
import { createRbac, definePolicy } from '../src/index.ts';
import { campaign, campaignsPolicy, user } from './campaigns-policy.ts';

const rbac = createRbac(campaignsPolicy);

test('a role that stays in its tenant grants nothing abroad beside one that crosses', () => {
  const open = { permission: 'docs:read', when: eq('resource.status', 'open') } as const;
  const policy = definePolicy({
    version: 1,
    tenant: { principal: 'tenantId', resource: 'tenantId' },
    principal: { attributes: { tenantId: 'string' } },
    resources: { docs: { actions: ['read'], attributes: { tenantId: 'string', status: 'string' } } },
    roles: { LOCAL: { grants: ['docs:read'] }, ABROAD: { grants: [open], crossTenant: { reason: 'support' } } },
  });
  const who = { tenantId: 't1', roles: ['LOCAL', 'ABROAD'] };
  const code = (tenantId: string, status: string) =>
    createRbac(policy).decide(who, 'docs:read', { tenantId, status }).code;
  expect([code('t1', 'shut'), code('t2', 'open'), code('t2', 'shut')]).toEqual(['ALLOW', 'ALLOW', 'TENANT_MISMATCH']);
});

test('a list of another type than declared has nothing in common with its like', () => {
  const shared = { ...campaign, ownerId: 'u2', sharedTeamIds: [1] as never };
  const who = user('CAMPAIGN_MANAGER', { teamIds: [1] });
  expect(rbac.decide(who, 'campaigns:update', shared).code).toBe('CONDITION_UNKNOWN');
});

test('a handle of another engine is asked by the policy of this one', () => {
  const other = createRbac(definePolicy({ ...JSON.parse(JSON.stringify(campaignsPolicy)), roles: {}, denies: [] }));
  const handle = other.principal(user('VIEWER'));
  expect(rbac.canSome(handle, 'campaigns:read')).toBe('yes');
  expect(other.canSome(rbac.principal(user('VIEWER')), 'campaigns:read' as never)).toBe('no');
});

test('who cannot be read is nobody', () => {
  const who = {
    get roles(): string[] {
      throw new Error('not loaded');
    },
  };
  expect(rbac.canSome(who, 'campaigns:read')).toBe('no');
  expect(rbac.filter(who, 'campaigns:read', [campaign])).toEqual([]);
  expect(rbac.where(who, 'campaigns:read', { dialect: 'sqlite', columns: {} }).kind).toBe('none');
});

test('without an observer nobody is told, and nothing is reported', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const silent = createRbac(campaignsPolicy);
  silent.where(user('VIEWER'), 'campaigns:read', { dialect: 'sqlite', columns: { tenantId: 't' } });
  silent.replace(campaignsPolicy);
  expect(warn).not.toHaveBeenCalled();
});
