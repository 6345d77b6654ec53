import { expect, test } from 'vitest';
import { createRbac, definePolicy } from '../src/index.ts';
import { roleRules } from '../src/role-rules.ts';
import { matrix, type RbacMatchers, toAllow } from '../src/testing.ts';
import { campaigns, people, policy } from './agency.ts';

declare module 'vitest' {
  // A declaration that merges must name the same parameters, used or not.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends RbacMatchers<R> {}
}

expect.extend({ toAllow });
const rbac = createRbac(policy);

test('toAllow passes for what the engine allows, and its negation for the rest', () => {
  expect(rbac).toAllow(people.mona, 'campaigns:update', campaigns.spring);
  expect(rbac).not.toAllow(people.vera, 'campaigns:update', campaigns.spring);
  expect(rbac).toAllow(people.mona, 'campaigns:delete', campaigns.spring, { office: true });
  expect(rbac).not.toAllow(people.mona, 'campaigns:delete', campaigns.spring);
});

test('toAllow tells the reason when it fails', () => {
  expect(() => expect(rbac).toAllow(people.mona, 'campaigns:update', campaigns.autumn)).toThrow(
    'Expected campaigns:update to be allowed, got DENY_RULE, by archived',
  );
  expect(() => expect(rbac).toAllow(people.vera, 'campaigns:create')).toThrow(
    'Expected campaigns:create to be allowed, got NO_GRANT',
  );
  expect(() => expect(rbac).not.toAllow(people.vera, 'campaigns:read', campaigns.spring)).toThrow(
    'Expected campaigns:read not to be allowed, got ALLOW, by roles.VIEWER.grants[0]',
  );
});

test('toAllow fails for a misspelt permission, negated or not', () => {
  const message = 'The policy declares no permission campaigns:updaet';
  expect(() => expect(rbac).toAllow(people.mona, 'campaigns:updaet', campaigns.spring)).toThrow(message);
  expect(() => expect(rbac).not.toAllow(people.mona, 'campaigns:updaet', campaigns.spring)).toThrow(message);
  expect(toAllow.call(undefined, rbac, people.mona, 'campaigns:updaet' as never).pass).toBe(false);
});

test('matrix shows what each role may do, with what it inherits and what is denied', () => {
  expect(matrix(policy)).toEqual({
    VIEWER: row('no', 'yes', 'no', 'no', 'no'),
    ANALYST: row('no', 'yes', 'no', 'no', 'yes'),
    CAMPAIGN_MANAGER: row('yes', 'yes', 'conditional', 'conditional', 'yes'),
    ADMIN: row('yes', 'yes', 'yes', 'yes', 'yes'),
    ROOT: row('yes', 'yes', 'conditional', 'yes', 'yes'),
  });
});

function row(...[create, read, update, remove, generate]: string[]) {
  return {
    'campaigns:create': create,
    'campaigns:read': read,
    'campaigns:update': update,
    'campaigns:delete': remove,
    'reports:generate': generate,
  };
}

test('matrix knows a deny without a condition, and whom it excuses', () => {
  const closed = definePolicy({
    version: 1,
    tenant: false,
    resources: { doors: { actions: ['open'] } },
    roles: { GUEST: { grants: ['*:open'] }, KEEPER: { inherits: ['GUEST'] } },
    denies: [{ id: 'closed', permission: '*:*', unlessRoles: ['KEEPER'] }],
  });
  expect(matrix(closed)).toEqual({ GUEST: { 'doors:open': 'no' }, KEEPER: { 'doors:open': 'yes' } });
});

test('a role that the policy does not have is granted nothing', () => {
  expect(roleRules(policy, 'GHOST', 'campaigns:read')).toEqual({ grants: [], denies: [] });
});

test('matrix agrees with the engine on every role without a condition', () => {
  for (const [role, cells] of Object.entries(matrix(policy))) {
    const who = { id: 'x', tenantId: 'acme', teamIds: [], roles: [role] };
    for (const [permission, cell] of Object.entries(cells)) {
      expect([role, permission, rbac.canSome(who, permission as 'campaigns:read')]).toEqual([role, permission, cell]);
    }
  }
});
