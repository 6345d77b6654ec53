import { expect, test } from 'vitest';
import { eq, ref } from '../src/conditions.ts';
import { diffPolicies } from '../src/diff-policies.ts';
import { withFiles } from './command-files.ts';
import { defineLoose, type LooseDocument } from './loose-document.ts';

const own = { permission: 'notes:write', when: eq('resource.owner', ref('principal.id')) } as const;
const locked = { id: 'locked', permission: 'notes:write', when: eq('resource.status', 'locked') } as const;
const before: LooseDocument = {
  version: 1,
  tenant: { principal: 'tenant', resource: 'tenant' },
  principal: { attributes: { id: 'string', tenant: 'string' } },
  resources: {
    notes: {
      actions: ['read', 'write'],
      attributes: { owner: 'string', status: 'string', tenant: 'string' },
      fields: ['title', 'body'],
    },
  },
  roles: { READER: { grants: ['notes:read'] }, WRITER: { inherits: ['READER'], grants: [own] } },
  denies: [locked],
  constraints: { static: [{ id: 'duty', roles: ['READER', 'WRITER'], max: 1 }] },
};
const notes = before.resources['notes'] as NonNullable<(typeof before.resources)[string]>;

/** The changes to a document that differs from `before`, escalations with a mark. */
function changes(different: Partial<LooseDocument>, from: Partial<LooseDocument> = {}): string[] {
  const [was, is] = [
    { ...before, ...from },
    { ...before, ...different },
  ];
  return diffPolicies(defineLoose(was), defineLoose(is)).map(
    ({ kind, escalation, message }) => `${escalation ? '! ' : ''}${kind}: ${message}`,
  );
}
const withRoles = (roles: LooseDocument['roles']) => ({ roles: { ...before.roles, ...roles } });

test('a policy written in another way is no change', () => {
  const { denies = [], roles, ...rest } = before;
  expect(
    changes({
      denies,
      roles: { WRITER: roles['WRITER'] ?? {}, READER: { grants: ['*:read'] } },
      ...rest,
    } as LooseDocument),
  ).toEqual([]);
});

test('a new grant is an escalation, for the role and for all that inherit it', () => {
  expect(changes(withRoles({ READER: { grants: ['notes:*'] } }))).toEqual([
    '! gained: READER notes:write: no before, conditional now',
    '! gained: WRITER notes:write: conditional before, conditional now',
  ]);
});

test('a grant that is gone is none', () => {
  expect(changes(withRoles({ WRITER: { inherits: ['READER'] } }))).toEqual([
    'lost: WRITER notes:write: conditional before, no now',
  ]);
  expect(changes({ roles: { READER: { grants: ['notes:read'] } }, constraints: {} }, { constraints: {} })).toEqual([
    'lost: WRITER notes:read: yes before, no now',
    'lost: WRITER notes:write: conditional before, no now',
  ]);
});

test('a condition that falls is an escalation, one that is added is none, and one exchanged is both', () => {
  expect(changes(withRoles({ WRITER: { inherits: ['READER'], grants: ['notes:write'] } }))).toEqual([
    '! gained: WRITER notes:write: conditional before, conditional now',
  ]);
  const limited = { permission: 'notes:read', when: eq('resource.status', 'open') } as const;
  expect(changes(withRoles({ READER: { grants: [limited] } }))).toEqual([
    'lost: READER notes:read: yes before, conditional now',
    'lost: WRITER notes:read: yes before, conditional now',
  ]);
  const other = { ...own, when: eq('resource.status', 'open') };
  expect(changes(withRoles({ WRITER: { inherits: ['READER'], grants: [other] } }))).toEqual([
    '! gained: WRITER notes:write: conditional before, conditional now',
    'lost: WRITER notes:write: conditional before, conditional now',
  ]);
});

test('fields that are opened are an escalation', () => {
  const some = { permission: 'notes:read', fields: ['title'] } as const;
  expect(changes({}, withRoles({ READER: { grants: [some] } }))).toHaveLength(2);
  expect(changes({}, withRoles({ READER: { grants: [some] } }))[0]).toBe(
    '! gained: READER notes:read: yes before, yes now',
  );
  expect(changes(withRoles({ READER: { grants: [some] } }))[0]).toBe('lost: READER notes:read: yes before, yes now');
});

test('a dropped, narrowed or excused deny is an escalation, a wider one is none', () => {
  const dropped = [
    '! deny-dropped: READER notes:write: locked no longer denies it as it did',
    '! deny-dropped: WRITER notes:write: locked no longer denies it as it did',
  ];
  expect(changes({ denies: [] })).toEqual(dropped);
  expect(changes({ denies: [{ ...locked, when: eq('resource.status', 'sealed') }] })).toEqual(dropped);
  expect(changes({ denies: [{ ...locked, unlessRoles: ['WRITER'] }] })).toEqual(dropped.slice(1));
  expect(changes({ denies: [{ ...locked, id: 'renamed' }] })).toEqual([]);
  expect(changes({ denies: [{ id: 'all', permission: '*:*' }] })).toEqual([]);
});

test('a new role that a deny excuses is an escalation, also when it is granted nothing', () => {
  const denies = [{ ...locked, unlessRoles: ['KEEPER'] }];
  expect(changes({ ...withRoles({ KEEPER: {} }), denies })).toEqual([
    '! deny-dropped: KEEPER notes:write: locked no longer denies it as it did',
  ]);
  expect(changes(withRoles({ KEEPER: {} }))).toEqual([]);
});

test('an action that may be asked without a resource from now on is an escalation for who is granted it', () => {
  const resources = { notes: { ...notes, collectionActions: ['read'] } };
  expect(changes({ resources })).toEqual([
    '! gained: READER notes:read: without a resource too',
    '! gained: WRITER notes:read: without a resource too',
  ]);
  expect(changes({}, { resources })).toEqual([
    'lost: READER notes:read: no longer without a resource',
    'lost: WRITER notes:read: no longer without a resource',
  ]);
});

test('a new way between tenants and a new superuser are escalations', () => {
  const support = { grants: ['notes:read'], crossTenant: { reason: 'support' } } as const;
  expect(changes(withRoles({ READER: support }))).toEqual([
    '! cross-tenant: READER passes between tenants: that is new',
  ]);
  expect(changes({}, withRoles({ READER: support }))).toEqual([
    'cross-tenant: READER passes between tenants: no longer',
  ]);
  expect(changes(withRoles({ READER: { superuser: true } }))).toContain(
    '! superuser: READER may do whatever there is: that is new',
  );
  expect(changes({}, withRoles({ READER: { superuser: true } }))).toContain(
    'superuser: READER may do whatever there is: no longer',
  );
});

test('a tenant that falls or changes is an escalation, a new one is none', () => {
  expect(changes({ tenant: false })).toEqual([
    '! tenant: the tenant was {"principal":"tenant","resource":"tenant"}, and is false',
  ]);
  expect(changes({}, { tenant: false })[0]).toMatch(/^tenant: /);
});

test('a separation of duty that falls or is loosened is an escalation, a stricter one is none', () => {
  const duty = { id: 'duty', roles: ['READER', 'WRITER', 'CHIEF'], max: 1 };
  const chief = withRoles({ CHIEF: {} });
  const message = '! constraint-dropped: static constraint duty no longer holds as it did';
  expect(changes({ constraints: {} })).toEqual([message]);
  expect(changes({ ...chief, constraints: { static: [{ ...duty, max: 2 }] } }, chief)).toEqual([message]);
  expect(changes({ ...chief, constraints: { static: [duty] } }, chief)).toEqual([]);
  expect(changes({ constraints: before.constraints ?? {} }, { constraints: {} })).toEqual([]);
});

test('a new action is gained by the wildcards that speak of it', () => {
  const resources = { notes: { ...notes, actions: ['read', 'write', 'share'] } };
  const star = withRoles({ READER: { grants: ['notes:*'] } });
  expect(changes({ resources, ...star }, star)).toEqual([
    '! gained: READER notes:share: no before, yes now',
    '! gained: WRITER notes:share: no before, yes now',
  ]);
});

test('the command fails for an escalation only', () => {
  const after = { ...before, ...withRoles({ WRITER: { inherits: ['READER'] } }) };
  const run = withFiles({ 'a.json': before, 'b.json': after });
  expect(run('diff', '$a.json', '$b.json')).toEqual({
    code: 0,
    out: 'change lost: WRITER notes:write: conditional before, no now\n1 changes, 0 of them escalations',
    err: '',
  });
  const back = run('diff', '$b.json', '$a.json');
  expect(back.code).toBe(1);
  expect(back.out).toBe(
    'ESCALATION gained: WRITER notes:write: no before, conditional now\n1 changes, 1 of them escalations',
  );
  expect(JSON.parse(run('diff', '$b.json', '$a.json', '--json').out)).toMatchObject({
    escalations: 1,
    changes: [{ kind: 'gained' }],
  });
});
