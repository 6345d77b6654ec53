import { expect, test } from 'vitest';
import { eq, isIn, ref } from '../src/conditions.ts';
import { type Finding, lintPolicy } from '../src/lint-policy.ts';
import { withFiles } from './command-files.ts';
import { defineLoose, type LooseDocument } from './loose-document.ts';

const base = {
  version: 1,
  tenant: false,
  principal: { attributes: { id: 'string', team: 'string' } },
  resources: { notes: { actions: ['read', 'write'], attributes: { id: 'string', team: 'string' } } },
} as const;
const sameTeam = { permission: 'notes:write', when: eq('resource.team', ref('principal.team')) } as const;
const sound: LooseDocument = {
  ...base,
  roles: { READER: { grants: ['notes:read'] }, WRITER: { inherits: ['READER'], grants: [sameTeam] } },
};

/** The findings of a document that differs from the sound one, as `rule path`. */
function findings(changes: Partial<LooseDocument>): string[] {
  return lintPolicy(defineLoose({ ...sound, ...changes })).map(({ rule, path }: Finding) => `${rule} ${path}`);
}

test('finds nothing in a sound policy', () => {
  expect(findings({})).toEqual([]);
});

test('denied-grant: a deny without a condition takes a grant away, but not from those it excuses', () => {
  const denies = [{ id: 'closed', permission: 'notes:read' as const, unlessRoles: ['WRITER'] }];
  expect(findings({ denies })).toEqual(['denied-grant roles.READER.grants[0]']);
});

test('impossible-role: a role breaks a separation of duty by itself', () => {
  const duty = [{ id: 'duty', roles: ['READER', 'WRITER'], max: 1 }];
  expect(findings({ constraints: { static: duty } })).toEqual(['impossible-role roles.WRITER']);
  expect(findings({ constraints: { dynamic: duty } })).toEqual(['impossible-role roles.WRITER']);
});

test('never-true: a comparison with an empty list, in a grant and in a deny, also deep in it', () => {
  const never = isIn('resource.team', []);
  const once = { ...sameTeam, when: { or: [sameTeam.when, isIn('resource.team', ['a'])] } };
  expect(findings({ roles: { ...sound.roles, WRITER: { grants: [once] } } })).toEqual([]);
  const roles = {
    ...sound.roles,
    WRITER: { grants: [{ ...sameTeam, when: { or: [sameTeam.when, { not: never }] } }] },
  };
  expect(findings({ roles })).toEqual(['never-true roles.WRITER.grants[0]']);
  expect(findings({ denies: [{ id: 'none', permission: 'notes:read', when: never }] })).toEqual([
    'never-true denies.none',
  ]);
});

test('empty-role: a role grants nothing', () => {
  expect(findings({ roles: { ...sound.roles, GUEST: {} } })).toEqual(['empty-role roles.GUEST']);
});

test('equal-roles: two roles mean the same, however it is written', () => {
  const roles = { ...sound.roles, AUTHOR: { grants: [sameTeam, 'notes:read' as const] } };
  expect(findings({ roles })).toEqual(['equal-roles roles.AUTHOR']);
  expect(findings({ roles: { ...sound.roles, ROOT: { superuser: true }, ALL: { grants: ['notes:*'] } } })).toEqual([]);
});

test('redundant-inherits: a role is inherited twice', () => {
  const roles = { ...sound.roles, CHIEF: { inherits: ['READER', 'WRITER'], grants: ['notes:write' as const] } };
  expect(findings({ roles })).toEqual(['redundant-inherits roles.CHIEF.inherits']);
});

test('redundant-grant: another grant gives all of it without limits', () => {
  const grants = ['notes:read', sameTeam, 'notes:*', 'notes:write'] as const;
  expect(findings({ roles: { WRITER: { grants } } })).toEqual([
    'redundant-grant roles.WRITER.grants[1]',
    'redundant-grant roles.WRITER.grants[3]',
  ]);
  const roles = { ...sound.roles, WRITER: { inherits: ['READER'], grants: ['notes:read' as const, sameTeam] } };
  expect(findings({ roles })).toEqual(['redundant-grant roles.WRITER.grants[0]']);
});

test('idle-deny: a deny speaks of nothing that a role is granted', () => {
  const denies = [
    { id: 'late', permission: 'notes:write' as const, when: eq('resource.team', 'x'), unlessRoles: ['WRITER'] },
  ];
  expect(findings({ denies })).toEqual(['idle-deny denies.late']);
});

test('unused-permission: no role is granted it, superusers aside', () => {
  expect(findings({ roles: { READER: { grants: ['notes:read'] }, ROOT: { superuser: true } } })).toEqual([
    'unused-permission resources.notes.actions.write',
    'unused-attribute principal.attributes.team',
    'unused-attribute resources.notes.attributes.team',
  ]);
});

test('unused-attribute: no condition reads it; the tenant and the id have their use', () => {
  const principal = { attributes: { ...base.principal.attributes, office: 'string' } } as const;
  const context = { attributes: { ip: 'string' } } as const;
  expect(findings({ principal, context, tenant: { principal: 'team', resource: 'team' } })).toEqual([
    'unused-attribute principal.attributes.office',
    'unused-attribute context.attributes.ip',
  ]);
});

test('resource-needed: an action of the collection is only granted with a look at a resource', () => {
  const resources = { notes: { ...base.resources.notes, collectionActions: ['read', 'write'] } };
  expect(findings({ resources })).toEqual(['resource-needed roles.WRITER']);
  const own = { permission: 'notes:write', when: { exists: 'principal.team' } } as const;
  const roles = { ...sound.roles, WRITER: { inherits: ['READER'], grants: [own, sameTeam] } };
  expect(findings({ resources, roles })).toEqual([]);
});

test('the command fails for an error, and for a warning when it is strict', () => {
  const files = { 'sound.json': sound, 'odd.json': { ...sound, roles: { ...sound.roles, GUEST: {} } } };
  const run = withFiles({ ...files, 'bad.json': { ...sound, denies: [{ id: 'all', permission: 'notes:read' }] } });
  expect(run('lint', '$sound.json')).toEqual({ code: 0, out: '0 findings', err: '' });
  expect(run('lint', '$odd.json')).toMatchObject({
    code: 0,
    out: 'warning empty-role at roles.GUEST: grants nothing\n1 findings',
  });
  expect(run('lint', '$odd.json', '--strict').code).toBe(1);
  const bad = run('lint', '$bad.json', '--json');
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.out)).toEqual([
    {
      rule: 'denied-grant',
      severity: 'error',
      path: 'roles.READER.grants[0]',
      message: 'notes:read is always denied by all',
    },
  ]);
});
