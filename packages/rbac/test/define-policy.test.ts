import { describe, expect, test } from 'vitest';
import { createRbac, definePolicy, isPolicyError, PolicyError, type PolicyProblem } from '../src/index.ts';
import { campaignsPolicy, user } from './campaigns-policy.ts';

const sound = {
  version: 1,
  tenant: false,
  principal: { attributes: { id: 'string', level: 'number', teams: 'string[]' } },
  context: { attributes: { ip: 'string' } },
  resources: {
    docs: {
      actions: ['read', 'write'],
      attributes: { ownerId: 'string', size: 'number', open: 'boolean', tags: 'string[]' },
      fields: ['title'],
    },
    notes: { actions: ['read'] },
  },
  roles: { R: { grants: ['docs:read'] }, S: { inherits: ['R'] } },
};

function problemsOf(document: unknown): readonly PolicyProblem[] {
  try {
    definePolicy(document as never);
    return [];
  } catch (error) {
    if (isPolicyError(error)) return error.problems;
    throw error;
  }
}
const pathsOf = (document: unknown): string[] => problemsOf(document).map(({ path }) => path);
const withRole = (role: unknown) => ({ ...sound, roles: { ...sound.roles, T: role } });
const withWhen = (when: unknown, permission = 'docs:read') => withRole({ grants: [{ permission, when }] });

describe('definePolicy', () => {
  test('returns a frozen copy that survives JSON, and tells policies apart whatever the order of keys', () => {
    const document = structuredClone(sound);
    const policy = definePolicy(document as never);
    document.roles.R.grants.push('docs:write');
    expect(JSON.parse(JSON.stringify(policy))).toEqual(sound);
    expect(() => Object.assign(policy.roles, { X: {} })).toThrow(TypeError);
    const hashOf = (each: unknown) => createRbac(each as typeof policy).decide({}, 'docs:read').policyHash;
    const reordered = Object.fromEntries(Object.entries(sound).reverse());
    expect(hashOf(JSON.parse(JSON.stringify(policy)))).toBe(hashOf(policy));
    expect(hashOf(reordered)).toBe(hashOf(policy));
    expect(hashOf(document)).not.toBe(hashOf(policy));
  });

  test('reports ten faults as ten problems with their paths', () => {
    const faulty = {
      version: 2,
      tenant: { principal: 'tenantId', resource: 'ownerId' },
      principal: { attributes: { id: 'text' } },
      resources: { docs: { actions: ['read', 'wri te'], attributes: { ownerId: 'string' }, colour: 'red' } },
      roles: {
        R: {
          inherits: ['NOBODY'],
          grants: ['docs:fly', { permission: 'docs:read', when: { eq: ['resource.owner', 'x'] } }],
        },
        S: { superuser: 'yes' },
      },
      denies: [{ permission: 'docs:read' }],
    };
    expect(pathsOf(faulty).sort()).toEqual([
      'denies[0].id',
      'principal.attributes.id',
      'resources.docs.actions[1]',
      'resources.docs.colour',
      'roles.R.grants[0]',
      'roles.R.grants[1].when.eq[0]',
      'roles.R.inherits[0]',
      'roles.S.superuser',
      'tenant.principal',
      'version',
    ]);
  });

  test.each([
    ['something else than an object', 7, ['']],
    ['a list', [], ['']],
    ['a missing part', { ...sound, tenant: undefined, roles: undefined }, ['tenant', 'roles']],
    ['a part that is not there', { version: 1 }, ['tenant', 'resources', 'roles']],
    ['a tenant that is no pair of attributes', { ...sound, tenant: true }, ['tenant', 'tenant']],
    [
      'a tenant that some resource lacks',
      { ...sound, tenant: { principal: 'id', resource: 'ownerId' } },
      ['resources.notes.attributes.ownerId'],
    ],
    [
      'a tenant of two types',
      { ...sound, tenant: { principal: 'level', resource: 'ownerId' } },
      ['resources.docs.attributes.ownerId', 'resources.notes.attributes.ownerId'],
    ],
    [
      'an attribute with the name of an authority',
      { ...sound, principal: { attributes: { roles: 'string[]' } } },
      ['principal.attributes.roles'],
    ],
    [
      'a collection action that is no action',
      { ...sound, resources: { docs: { actions: ['read'], collectionActions: ['list'] } } },
      ['resources.docs.collectionActions[0]'],
    ],
    [
      'a list that is none',
      { ...sound, resources: { docs: { actions: 'read' } } },
      ['resources.docs.actions', 'roles.R.grants[0]'],
    ],
    ['parts that are null', { ...sound, roles: null, resources: null }, ['resources', 'roles']],
    ['attributes that are null', { ...sound, principal: { attributes: null } }, ['principal.attributes']],
    [
      'lists that are null',
      { ...sound, resources: { ...sound.resources, notes: { actions: null, collectionActions: null, fields: null } } },
      ['resources.notes.actions', 'resources.notes.collectionActions', 'resources.notes.fields'],
    ],
    [
      'roles of a duty that are null',
      { ...sound, constraints: { static: [{ id: 'd', roles: null, max: 1 }] } },
      ['constraints.static[0].roles', 'constraints.static[0].max'],
    ],
    ['a wildcard that meets nothing', withRole({ grants: ['*:fly'] }), ['roles.T.grants[0]']],
    [
      'a field that is not declared',
      withRole({ grants: [{ permission: 'docs:read', fields: ['title', 'body'] }] }),
      ['roles.T.grants[0].fields[1]'],
    ],
    [
      'a field that some of the resources lack',
      withRole({ grants: [{ permission: '*:read', fields: ['title'] }] }),
      ['roles.T.grants[0].fields[0]'],
    ],
    ['a grant that is neither', withRole({ grants: [7] }), ['roles.T.grants[0]']],
    ['a rule that speaks of nothing', { ...sound, denies: [{ id: 'x' }] }, ['denies[0].permission']],
    [
      'a crossing of tenants without a reason',
      withRole({ crossTenant: { reason: ' ' } }),
      ['roles.T.crossTenant.reason'],
    ],
    [
      'a crossing of tenants that is no object',
      withRole({ crossTenant: true }),
      ['roles.T.crossTenant', 'roles.T.crossTenant.reason'],
    ],
    ['a role that inherits itself', { ...sound, roles: { R: { inherits: ['R'] } } }, ['roles.R.inherits']],
    [
      'two rules of one id',
      {
        ...sound,
        denies: [{ id: 'x', permission: '*:*' }],
        constraints: { dynamic: [{ id: 'x', roles: ['R', 'S'], max: 1 }] },
      },
      ['constraints.dynamic[0].id'],
    ],
    [
      'a limit that nobody can break',
      { ...sound, constraints: { static: [{ id: 'x', roles: ['R', 'S', 'S'], max: 2 }] } },
      ['constraints.static[0].max'],
    ],
    [
      'a limit that is no number',
      { ...sound, constraints: { static: [{ id: 'x', max: '1' }] } },
      ['constraints.static[0].roles', 'constraints.static[0].max'],
    ],
    [
      'an excuse for an unknown role',
      { ...sound, denies: [{ id: 'x', permission: 'docs:read', unlessRoles: ['X'] }] },
      ['denies[0].unlessRoles[0]'],
    ],
    ['roles that are no record', { ...sound, roles: [] }, ['roles']],
    ['roles that are null', { ...sound, roles: null }, ['roles']],
  ])('refuses %s', (_, document, paths) => {
    expect(pathsOf(document)).toEqual(paths);
  });

  test.each([
    ['no object', 'x', 'when'],
    ['no operator', {}, 'when'],
    ['two operators', { eq: ['resource.ownerId', 'x'], ne: ['resource.ownerId', 'x'] }, 'when'],
    ['an unknown operator', { like: ['resource.ownerId', 'x'] }, 'when.like'],
    ['an operator that objects have by themselves', { constructor: ['resource.ownerId', 'x'] }, 'when.constructor'],
    ['parts that are no list', { and: {} }, 'when.and'],
    ['no parts', { or: [] }, 'when.or'],
    ['a side too few', { eq: ['resource.ownerId'] }, 'when.eq'],
    ['an undeclared attribute', { exists: 'resource.owner' }, 'when.exists'],
    ['a path too long', { exists: 'resource.ownerId.length' }, 'when.exists'],
    ['a path of something else', { exists: 'subject.id' }, 'when.exists'],
    ['no path', { exists: 7 }, 'when.exists'],
    ['an undeclared reference', { eq: ['resource.ownerId', { ref: 'principal.name' }] }, 'when.eq[1].ref'],
    ['a reference without a path', { eq: ['resource.ownerId', {}] }, 'when.eq[1].ref'],
    ['sides of two types', { eq: ['resource.size', '7'] }, 'when.eq'],
    ['an equality of lists', { eq: ['resource.tags', { ref: 'principal.teams' }] }, 'when.eq'],
    ['an order of booleans', { lt: ['resource.open', true] }, 'when.lt'],
    ['a part of a number', { contains: ['resource.size', 1] }, 'when.contains'],
    ['an element of another type', { in: ['resource.size', ['a']] }, 'when.in'],
    ['elements of two types', { in: ['resource.size', [1, 'a']] }, 'when.in[1]'],
    ['a value that is no list', { overlaps: ['resource.ownerId', ['a']] }, 'when.overlaps'],
    ['null', { eq: ['resource.ownerId', null] }, 'when.eq[1]'],
    ['a number that is none', { eq: ['resource.size', Number.NaN] }, 'when.eq[1]'],
    ['a lone surrogate', { eq: ['resource.ownerId', '\ud800'] }, 'when.eq[1]'],
    ['a string that is very long', { eq: ['resource.ownerId', 'x'.repeat(10_001)] }, 'when.eq[1]'],
    ['a part that is wrong', { not: { not: {} } }, 'when.not.not'],
  ])('refuses a condition with %s', (_, when, path) => {
    expect(pathsOf(withWhen(when))).toEqual([`roles.T.grants[0].${path}`]);
  });

  test('accepts what every operator takes, an empty list as well', () => {
    const conditions = [
      { in: ['resource.size', []] },
      { overlaps: ['resource.tags', []] },
      { in: ['resource.open', [true]] },
      { in: ['principal.id', { ref: 'resource.tags' }] },
      { ge: ['resource.size', { ref: 'principal.level' }] },
      { endsWith: ['context.ip', '.7'] },
    ];
    expect(problemsOf(withWhen({ and: conditions }))).toEqual([]);
  });

  test('lets a wildcard speak of what all its resources have', () => {
    const common = { actions: ['read'], attributes: { ownerId: 'string' } };
    const document = {
      ...withWhen({ exists: 'resource.ownerId' }, '*:read'),
      resources: { ...sound.resources, notes: common },
    };
    expect(problemsOf(document)).toEqual([]);
    expect(pathsOf(withWhen({ exists: 'resource.ownerId' }, '*:read'))).toEqual(['roles.T.grants[0].when.exists']);
  });

  test('keeps the policy in force when the next one is refused', () => {
    const rbac = createRbac(campaignsPolicy);
    expect(() => rbac.replace({ ...campaignsPolicy, version: 2 } as never)).toThrow(PolicyError);
    expect(rbac.check(user('ADMIN'), 'users:manage')).toBe(true);
  });

  test('says in its message where each problem is', () => {
    const problems = problemsOf({ ...sound, version: 2 });
    expect(new PolicyError(problems).message).toBe('The policy has 1 problem:\n- version: must be 1');
    expect(new PolicyError([...problems, ...problems]).message).toMatch(/^The policy has 2 problems:\n- version/);
  });
});

describe('a hostile document', () => {
  test('with a hundred thousand faults is refused with a hundred', () => {
    const roles = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, i) => [`R${i}`, { grants: Array(100).fill('docs:fly') }]),
    );
    expect(problemsOf({ ...sound, roles })).toHaveLength(100);
  });
  test('of a hundred thousand rules is served', () => {
    const actions = Array.from({ length: 100 }, (_, i) => `a${i}`);
    const resources = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`r${i}`, { actions }]));
    const grants = (i: number) => actions.map((action) => `r${i}:${action}`);
    const roles = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`R${i}`, { grants: grants(i) }]));
    const rbac = createRbac(definePolicy({ version: 1, tenant: false, resources, roles } as never));
    expect(rbac.check({ roles: ['R999'] }, 'r999:a99' as never)).toBe(true);
    expect(rbac.check({ roles: ['R999'] }, 'r998:a99' as never)).toBe(false);
  });
  test('that is nested without end, or repeats one part without end, is refused', () => {
    let deep: object = { exists: 'resource.ownerId' };
    for (let i = 0; i < 100_000; i++) deep = { not: deep };
    expect(problemsOf(withWhen(deep))[0]?.message).toBe('is nested deeper than 32');
    let wide: object = { exists: 'resource.ownerId' };
    for (let i = 0; i < 30; i++) wide = { and: [wide, wide] };
    expect(problemsOf(withWhen(wide)).at(-1)?.message).toBe('is one of more than 1000000 parts');
    const circle: { not?: object } = {};
    circle.not = circle;
    expect(problemsOf(withWhen(circle))).toHaveLength(1);
  });
  test('with a long line of roles is served, and with a long circle refused', () => {
    const line = (last: string[]) =>
      Object.fromEntries(
        Array.from({ length: 20_000 }, (_, i) => [`R${i}`, { inherits: i === 0 ? last : [`R${i - 1}`] }]),
      );
    const roles = { ...line([]), R0: { grants: ['docs:read'] } };
    expect(
      createRbac(definePolicy({ ...sound, roles } as never)).check({ roles: ['R19999'] }, 'docs:read' as never),
    ).toBe(true);
    expect(problemsOf({ ...sound, roles: line(['R19999']) })).toHaveLength(100);
  });
});
