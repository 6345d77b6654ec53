// What a giver has in part, he cannot give away as a whole.
import { describe, expect, test } from 'vitest';
import { eq } from '../src/conditions.ts';
import { createRbac, definePolicy } from '../src/index.ts';

const reason = 'support';
const rbac = createRbac(
  definePolicy({
    version: 1,
    tenant: { principal: 'tenantId', resource: 'tenantId' },
    principal: { attributes: { tenantId: 'string' } },
    resources: {
      reports: { actions: ['read'], attributes: { tenantId: 'string' } },
      campaigns: { actions: ['read', 'update'], attributes: { tenantId: 'string', status: 'string' } },
    },
    roles: {
      READER: { grants: ['reports:read'] },
      CROSSING_READER: { grants: ['reports:read'], crossTenant: { reason } },
      EDITOR: { grants: ['campaigns:*'] },
      CROSSING_EDITOR: { grants: ['campaigns:*'], crossTenant: { reason } },
      ARCHIVIST: {},
      ROOT: { superuser: true },
      CHIEF_ARCHIVIST: { inherits: ['ARCHIVIST', 'EDITOR'] },
    },
    denies: [
      {
        id: 'archived',
        permission: 'campaigns:update',
        when: eq('resource.status', 'archived'),
        unlessRoles: ['ARCHIVIST'],
      },
    ],
  }),
);
const whoIn = (tenantId: string, ...roles: readonly string[]) => ({ tenantId, roles });
const given = (giver: object, role: string, target: object = whoIn('acme')) => {
  const { allowed, code, ruleId } = rbac.canGrant(giver, role, target);
  return allowed ? code : `${code} ${ruleId}`;
};

describe('who crosses tenants for one thing', () => {
  const giver = whoIn('acme', 'CROSSING_READER', 'EDITOR');

  test('gives no crossing for another', () => {
    expect(given(giver, 'CROSSING_READER')).toBe('ALLOW');
    expect(given(giver, 'EDITOR')).toBe('ALLOW');
    expect(given(giver, 'CROSSING_EDITOR')).toBe('NO_GRANT roles.CROSSING_EDITOR.grants[0]');
  });
  test('gives nothing to another tenant but that', () => {
    expect(given(giver, 'READER', whoIn('globex'))).toBe('ALLOW');
    expect(given(giver, 'EDITOR', whoIn('globex'))).toBe('NO_GRANT roles.EDITOR.grants[0]');
  });
  test('gives no crossing through a key, which has none', () => {
    const key = { tenantId: 'acme', onBehalfOf: whoIn('acme', 'CROSSING_READER') };
    expect(given(key, 'READER')).toBe('ALLOW');
    expect(given(key, 'CROSSING_READER')).toBe('NO_GRANT null');
  });
});

describe('freedom from a deny', () => {
  test('is given by who has it only, even with a role that grants nothing', () => {
    expect(given(whoIn('acme', 'EDITOR'), 'ARCHIVIST')).toBe('NO_GRANT archived');
    expect(given(whoIn('acme', 'READER'), 'ARCHIVIST')).toBe('NO_GRANT archived');
    expect(given(whoIn('acme', 'CHIEF_ARCHIVIST'), 'ARCHIVIST')).toBe('ALLOW');
    expect(given({ tenantId: 'acme', onBehalfOf: whoIn('acme', 'EDITOR') }, 'ARCHIVIST')).toBe('NO_GRANT archived');
    expect(given({ tenantId: 'acme', onBehalfOf: whoIn('acme', 'CHIEF_ARCHIVIST') }, 'ARCHIVIST')).toBe('ALLOW');
  });
  test('that a scope leaves out is not given', () => {
    const roles = ['EDITOR', { role: 'ARCHIVIST', scopes: ['campaigns:read'] }];
    expect(given({ tenantId: 'acme', roles }, 'ARCHIVIST')).toBe('NO_GRANT archived');
  });
});

describe('what a superuser gets with every policy to come', () => {
  const everything = ['CHIEF_ARCHIVIST', 'READER'];

  test('is given by a superuser only, however much another one has', () => {
    const root = whoIn('acme', 'ROOT', 'ARCHIVIST');
    expect(given(whoIn('acme', ...everything), 'ROOT')).toBe('NO_GRANT null');
    expect(given(root, 'ROOT')).toBe('ALLOW');
    expect(given({ tenantId: 'acme', onBehalfOf: root }, 'ROOT')).toBe('ALLOW');
    expect(given({ tenantId: 'acme', onBehalfOf: whoIn('acme', ...everything) }, 'ROOT')).toBe('NO_GRANT null');
  });
});
