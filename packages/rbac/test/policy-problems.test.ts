// What the problems of a policy say: what was expected, and what came; and where exactly the bounds are.
import { describe, expect, test } from 'vitest';
import { definePolicy, isPolicyError } from '../src/index.ts';

const sound = {
  version: 1,
  tenant: false,
  principal: { attributes: { id: 'string', level: 'number' } },
  resources: { docs: { actions: ['read'], attributes: { ownerId: 'string', tags: 'string[]' }, fields: ['title'] } },
  roles: { R: { grants: ['docs:read'] }, S: {} },
};
const withRole = (role: unknown) => ({ ...sound, roles: { ...sound.roles, T: role } });
const withWhen = (when: unknown) => withRole({ grants: [{ permission: 'docs:read', when }] });
const withDuty = (duty: object) => ({ ...sound, constraints: { static: [{ id: 'd', roles: ['R', 'S'], ...duty }] } });

function problemsOf(document: unknown): string[] {
  try {
    definePolicy(document as never);
    return [];
  } catch (error) {
    if (!isPolicyError(error)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const attribute = 'must be a declared attribute of principal, resource or context';
const literal = 'must be a string of well-formed Unicode up to 10000 long, a finite number or a boolean';
const grant = 'roles.T.grants[0]';

test.each<[unknown, string]>([
  [[], ': must be an object, got a list'],
  [{ ...sound, version: 2 }, 'version: must be 1'],
  [
    { ...sound, colour: 1 },
    'colour: is unknown, expected version, tenant, resources, roles, principal, context, denies, constraints',
  ],
  [{ ...sound, principal: undefined }, 'principal: is undefined'],
  [
    { ...sound, principal: { attributes: { id: 'text' } } },
    'principal.attributes.id: "text" is no type of attributes: string, number, boolean, string[], number[]',
  ],
  [
    { ...sound, principal: { attributes: { roles: 'string' } } },
    'principal.attributes.roles: is no attribute: the word has a meaning of its own',
  ],
  [{ ...sound, roles: { 'a b': {} } }, 'roles.a b: must be a name: a letter, then up to 127 letters, digits, _ or -'],
  [
    { ...sound, tenant: { principal: 7, resource: 'x' } },
    'tenant: must be false, or name an attribute of the principal and one of every resource',
  ],
  [
    { ...sound, tenant: { principal: 'id', resource: 'tags' } },
    'resources.docs.attributes.tags: is the tenant, and must be a string',
  ],
  [
    { ...sound, tenant: { principal: 'x', resource: 'ownerId' } },
    'tenant.principal: must be a declared string or number of the principal',
  ],
  [withRole({ superuser: false }), 'roles.T.superuser: must be true, or left out'],
  [
    withRole({ crossTenant: { reason: '' } }),
    'roles.T.crossTenant.reason: must say why the wall between tenants is passed',
  ],
  [withRole({ inherits: ['X'] }), 'roles.T.inherits[0]: "X" is no role of the policy'],
  [withRole({ inherits: ['T'] }), 'roles.T.inherits: comes back to the role itself'],
  [withRole({ grants: 7 }), 'roles.T.grants: must be a list, got number'],
  [withRole({ grants: ['*:*'] }), `${grant}: grants everything: say superuser: true`],
  [withRole({ grants: ['docs:fly'] }), `${grant}: "docs:fly" is no permission of the policy, and no pattern of some`],
  [withRole({ grants: [{ permission: 'docs:read', fields: [null] }] }), `${grant}.fields[0]: null is no field`],
  [
    {
      ...sound,
      denies: [
        { id: 'd', permission: 'docs:read' },
        { id: 'd', permission: 'docs:read' },
      ],
    },
    'denies[1].id: d is the id of another rule',
  ],
  [withDuty({ max: 0 }), 'constraints.static[0].max: must be an integer >= 1 and less than the number of roles'],
  [withDuty({ max: 1.5 }), 'constraints.static[0].max: must be an integer >= 1 and less than the number of roles'],
  [withWhen(7), `${grant}.when: must be an object, got number`],
  [withWhen({}), `${grant}.when: must have one operator`],
  [withWhen({ and: [] }), `${grant}.when.and: must not be empty`],
  [withWhen({ like: [] }), `${grant}.when.like: is no operator`],
  [withWhen({ exists: 7 }), `${grant}.when.exists: ${attribute}, got number`],
  [withWhen({ exists: 'resource.ownerId.x' }), `${grant}.when.exists: ${attribute}, got "resource.ownerId.x"`],
  [withWhen({ exists: 'x'.repeat(100) }), `${grant}.when.exists: ${attribute}, got "${'x'.repeat(64)}"`],
  [withWhen({ eq: 'x' }), `${grant}.when.eq: must be a pair of a path and a value`],
  [withWhen({ eq: ['resource.ownerId', 7] }), `${grant}.when.eq: cannot compare string with number`],
  [withWhen({ eq: ['resource.ownerId', []] }), `${grant}.when.eq: cannot compare string with a list`],
  [withWhen({ eq: ['resource.ownerId', null] }), `${grant}.when.eq[1]: ${literal}, got null`],
  [withWhen({ in: ['resource.ownerId', ['a', 1]] }), `${grant}.when.in[1]: must be a list of one type`],
])('the problem of %.80j is told in full', (document, problem) => {
  expect(problemsOf(document)[0]).toBe(problem);
});

describe('the longest and the least that is taken', () => {
  const nested = (nots: number): object => (nots === 0 ? { exists: 'resource.ownerId' } : { not: nested(nots - 1) });

  test('are conditions of 32 levels', () => {
    expect(problemsOf(withWhen(nested(31)))).toEqual([]);
    expect(problemsOf(withWhen(nested(32)))[0]).toMatch(/: is nested deeper than 32$/);
    const mixed = (levels: number): object =>
      levels === 0 ? { exists: 'resource.ownerId' } : { and: [{ or: [mixed(levels - 1)] }] };
    expect(problemsOf(withWhen(mixed(15)))).toEqual([]);
    expect(problemsOf(withWhen(mixed(16)))[0]).toMatch(/: is nested deeper than 32$/);
  });
  test('are texts of 10 000 characters', () => {
    const text = (length: number) => withWhen({ eq: ['resource.ownerId', 'x'.repeat(length)] });
    expect(problemsOf(text(10_000))).toEqual([]);
    expect(problemsOf(text(10_001))).toHaveLength(1);
  });
  test('are names of 128 characters', () => {
    expect(problemsOf({ ...sound, roles: { ['R'.repeat(128)]: {} } })).toEqual([]);
    expect(problemsOf({ ...sound, roles: { ['R'.repeat(129)]: {} } })).toHaveLength(1);
  });
  test('is one of two roles', () => {
    expect(problemsOf(withDuty({ max: 1 }))).toEqual([]);
    expect(problemsOf(withDuty({ max: 2 }))).toHaveLength(1);
  });
});
