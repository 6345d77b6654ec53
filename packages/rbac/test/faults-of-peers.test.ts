// Each of these is allowed by a library that is widely used: `npm run bench -- rbac` runs them against the libraries themselves.
import { describe, expect, test } from 'vitest';
import { eq, ne, not, ref } from '../src/conditions.ts';
import { createRbac, definePolicy, isPolicyError, type Policy, type Rbac, type Vocabulary } from '../src/index.ts';
import { campaign, campaignsPolicy, user } from './campaigns-policy.ts';

/** One resource, no tenants, and the rules of the test. */
function docs(grants: readonly unknown[], denies: readonly unknown[] = [], more: object = {}): Rbac {
  // The rules are the test's: nothing of them is known to the compiler.
  const policy = definePolicy({
    version: 1,
    tenant: false,
    principal: { attributes: { id: 'string', tenantId: 'string' } },
    resources: {
      docs: { actions: ['read', 'secret'], attributes: { id: 'string', cls: 'string', tenantId: 'string' } },
      'docs-internal': { actions: ['read'] },
    },
    roles: { R: { grants } },
    denies,
    ...more,
  } as never);
  return createRbac(policy as unknown as Policy<Vocabulary>);
}
const who = { id: 'u', roles: ['R'] };
const read = 'docs:read';

describe('where CASL allows', () => {
  test('a rule with a condition allows nothing when there is no resource to ask about', () => {
    const rbac = docs([{ permission: 'docs:read', when: eq('resource.cls', 'open') }]);
    expect(rbac.check(who, read)).toBe(false);
    expect(rbac.canSome(who, read)).toBe('conditional');
  });
  test('a deny whose attribute is missing or null fires', () => {
    const rbac = docs(['docs:read'], [{ id: 'secret', permission: 'docs:read', when: eq('resource.cls', 'secret') }]);
    expect(rbac.check(who, read, { cls: 'open' } as never)).toBe(true);
    for (const resource of [{}, { cls: null }, { cls: 7 }])
      expect(rbac.check(who, read, resource as never)).toBe(false);
  });
  test('an undefined tenant in a rule is a problem of the policy, not a rule for all tenants', () => {
    const { tenantId } = {} as { tenantId: string };
    expect(() => docs([{ permission: 'docs:read', when: eq('resource.tenantId', tenantId) }])).toThrow(/when.eq\[1\]/);
    expect(() => docs([{ permission: 'docs:read', when: undefined }])).toThrow(/when: is undefined/);
  });
  test('a principal whose tenant is undefined sees no row of any tenant', () => {
    const rbac = createRbac(campaignsPolicy);
    const { sql } = rbac.where(user('VIEWER', { tenantId: undefined }), 'campaigns:read', {
      dialect: 'sqlite',
      columns: { tenantId: 't' },
    });
    expect(sql).toBe('FALSE');
  });
  test('check and SQL agree on a null', () => {
    const rbac = docs([{ permission: 'docs:read', when: not(eq('resource.cls', 'secret')) }]);
    expect(rbac.check(who, read, { cls: null } as never)).toBe(false);
    const columns = { cls: 'cls' } as never;
    expect(rbac.where(who, read, { dialect: 'postgres', columns }).sql).toBe('"cls" <> $1::text');
  });
  test('a promise is no value: nothing asynchronous is truthy', () => {
    const rbac = docs([{ permission: 'docs:read', when: ne('resource.cls', 'secret') }]);
    expect(rbac.check(who, read, { cls: Promise.resolve('secret') } as never)).toBe(false);
    expect(() => docs([{ permission: 'docs:read', when: async () => false }])).toThrow(isPolicyErrorWith('when'));
  });
  test('the order of rules decides nothing', () => {
    const deny = { id: 'all', permission: 'docs:read' };
    expect(
      docs([{ permission: 'docs:*', when: ne('resource.id', '') }, 'docs:read'], [deny]).check(who, read, {}),
    ).toBe(false);
  });
});

describe('where casbin allows', () => {
  test('a missing tenant does not equal a missing tenant', () => {
    const rbac = createRbac(campaignsPolicy);
    const { tenantId: _, ...without } = campaign;
    expect(rbac.decide(user('ADMIN', { tenantId: undefined }), 'campaigns:read', without).code).toBe('TENANT_MISSING');
  });
  test('names with separators in them are not taken apart and joined to others', () => {
    const rbac = docs(['docs:read']);
    expect(rbac.check(who, read)).toBe(true);
    for (const asked of ['docs$$:read', 'docs', 'read', 'docs:read:docs', ':', 'docs:', 'DOCS:READ']) {
      expect(rbac.decide(who, asked as never).code).toBe('UNKNOWN_PERMISSION');
    }
    expect(rbac.check({ roles: ['R,R', 'R$$'] }, read)).toBe(false);
  });
  test('a role that was taken away grants nothing at the next check', () => {
    const rbac = docs(['docs:read']);
    const roles = ['R'];
    expect(rbac.check({ roles }, read)).toBe(true);
    roles.pop();
    expect(rbac.check({ roles }, read)).toBe(false);
  });
  test('a circle of roles is refused', () => {
    const roles = { A: { inherits: ['B'] }, B: { inherits: ['C'] }, C: { inherits: ['A'] }, D: { inherits: ['A'] } };
    expect(() => docs([], [], { roles })).toThrow(
      isPolicyErrorWith('roles.A.inherits', 'roles.B.inherits', 'roles.C.inherits'),
    );
  });
  test('a wildcard ends at its segment', () => {
    const rbac = docs(['docs:*']);
    expect(rbac.check(who, 'docs-internal:read' as never)).toBe(false);
  });
});

describe('where accesscontrol and easy-rbac allow', () => {
  test('a value that is missing does not differ from another', () => {
    const rbac = docs([{ permission: 'docs:read', when: ne('resource.cls', 'secret') }]);
    expect(rbac.check(who, read, {})).toBe(false);
  });
  test('tenants that are missing on both sides are not equal', () => {
    const rbac = docs([{ permission: 'docs:read', when: eq('resource.tenantId', ref('principal.tenantId')) }]);
    expect(rbac.check(who, read, {})).toBe(false);
    expect(rbac.check({ ...who, tenantId: null }, read, { tenantId: null } as never)).toBe(false);
  });
  test('a pattern is no regular expression, and has two segments', () => {
    expect(() => docs(['docs:*:secret'])).toThrow(isPolicyErrorWith('roles.R.grants[0]'));
    expect(() => docs(['d.cs:read'])).toThrow(isPolicyErrorWith('roles.R.grants[0]'));
    expect(() => docs(['docs*:read'])).toThrow(isPolicyErrorWith('roles.R.grants[0]'));
    expect(() => docs(['*:*'])).toThrow(/superuser: true/);
  });
});

describe('where Cedar allows', () => {
  test('a deny that cannot be evaluated fires, also when reading throws', () => {
    const deny = { id: 'secret', permission: 'docs:read', when: eq('resource.cls', 'secret') };
    const rbac = docs(['docs:read'], [deny]);
    const resource = {
      get cls(): string {
        throw new Error('no row');
      },
    };
    expect(rbac.check(who, read, resource as never)).toBe(false);
    expect(rbac.decide(who, read, resource as never).code).toBe('CONDITION_UNKNOWN');
  });
});

describe('names that objects have by themselves', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];

  test('are no roles, permissions or attributes unless somebody defines them', () => {
    const rbac = docs(['docs:read']);
    for (const name of names) {
      expect(rbac.check({ roles: [name] }, read)).toBe(false);
      expect(rbac.check({ roles: [{ role: name }] }, read)).toBe(false);
      expect(rbac.decide(who, `docs:${name}` as never).code).toBe('UNKNOWN_PERMISSION');
      expect(rbac.decide(who, `${name}:read` as never).code).toBe('UNKNOWN_PERMISSION');
      expect(() => docs([{ permission: 'docs:read', when: eq(`resource.${name}`, 'x') }])).toThrow(isPolicyError1);
    }
  });
  test('are ordinary names where somebody does, but for __proto__', () => {
    const roles = { constructor: { grants: ['toString:hasOwnProperty'] } };
    const resources = { toString: { actions: ['hasOwnProperty'] } };
    const rbac = createRbac(definePolicy({ version: 1, tenant: false, resources, roles } as never));
    expect(rbac.check({ roles: ['constructor'] }, 'toString:hasOwnProperty' as never)).toBe(true);
    expect(rbac.check({ roles: ['toString'] }, 'toString:hasOwnProperty' as never)).toBe(false);
    expect(() => docs([], [], { roles: JSON.parse('{"__proto__": {"superuser": true}}') })).toThrow(
      isPolicyErrorWith('roles.__proto__'),
    );
  });
  test('are not read from a prototype, not even from a polluted one', () => {
    const rbac = createRbac(campaignsPolicy);
    const inherited = Object.create(campaign);
    expect(rbac.decide(user('ADMIN'), 'campaigns:read', inherited).code).toBe('TENANT_MISSING');
    expect(rbac.check(Object.create(user('ADMIN')), 'campaigns:read', campaign)).toBe(false);
    const { roles, ...own } = user('ADMIN');
    expect(rbac.check(Object.assign(Object.create({ roles }), own), 'campaigns:read', campaign)).toBe(false);
    const pollution = { roles: ['SUPER_ADMIN'], tenantId: 't1', onBehalfOf: user('SUPER_ADMIN') };
    try {
      for (const [name, value] of Object.entries(pollution))
        Object.defineProperty(Object.prototype, name, { value, configurable: true });
      expect(rbac.check({ id: 'u' }, 'campaigns:read', {})).toBe(false);
    } finally {
      for (const name of Object.keys(pollution)) Reflect.deleteProperty(Object.prototype, name);
    }
  });
  test('of other alphabets that look alike are refused', () => {
    expect(() => docs([], [], { roles: { '\u0410DMIN': {} } })).toThrow(isPolicyErrorWith('roles.\u0410DMIN'));
    const rbac = docs(['docs:read']);
    expect(rbac.decide(who, 'd\u043Ecs:read' as never).code).toBe('UNKNOWN_PERMISSION');
  });
});

const isPolicyError1 = expect.objectContaining({ code: 'SCRY_POLICY' });

function isPolicyErrorWith(...paths: readonly string[]) {
  return expect.toSatisfy((error: unknown) => {
    const found = isPolicyError(error) ? error.problems.map(({ path }) => path) : [];
    return paths.every((path) => found.some((each) => each.startsWith(path) || each.includes(path)));
  });
}
