import { describe, expect, test, vi } from 'vitest';
import { lintCommand } from '../src/commands/lint-command.ts';
import { campaigns, people, policy } from './agency.ts';
import { withFiles } from './command-files.ts';

const json = JSON.stringify;
const small = {
  version: 1,
  tenant: false,
  resources: { notes: { actions: ['read', 'write'] } },
  roles: { READER: { grants: ['notes:read'] } },
};

describe('scry-rbac', () => {
  const run = withFiles.bind(undefined, { 'p.json': policy });

  test.each([[[]], [['--help']], [['help']]])('lists its commands for %j', (args) => {
    const { code, out } = run()(...args);
    expect(code).toBe(0);
    for (const name of ['lint', 'test', 'matrix', 'explain', 'diff', 'who-can', 'sql'])
      expect(out).toContain(`\n  ${name} `);
  });

  test.each(['lint', 'test', 'matrix', 'explain', 'diff', 'who-can', 'sql'])(
    '%s --help tells its files and options',
    (name) => {
      const { code, out } = run()(name, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`Usage: scry-rbac ${name} <.+\\.json> .*\\[options\\]`));
      expect(out).toContain('--json');
    },
  );

  test.each([
    [['lnt'], 'there is no command lnt, expected one of lint, test'],
    [['__proto__'], 'there is no command __proto__'],
    [['lint'], 'it takes <policy.json>, got nothing'],
    [['lint', 'a', 'b'], 'it takes <policy.json>, got a b'],
    [['lint', '$p.json', '--strct'], "Unknown option '--strct'"],
    [['lint', '$none.json'], 'none.json cannot be read: ENOENT'],
    [['explain', '$p.json', '--permission', 'campaigns:read'], '--who must be given'],
    [['explain', '$p.json', '--who', '{}'], '--permission must be given'],
    [['explain', '$p.json', '--who', '{', '--permission', 'campaigns:read'], '--who is no JSON'],
    [['explain', '$p.json', '--who', '5', '--permission', 'campaigns:read'], '--who must be a JSON object, got 5'],
    [
      ['explain', '$p.json', '--who', 'null', '--permission', 'campaigns:read'],
      '--who must be a JSON object, got null',
    ],
    [['explain', '$p.json', '--who', '@$none.json', '--permission', 'campaigns:read'], 'none.json cannot be read'],
    [
      ['who-can', '$p.json', '--permission', 'campaigns:*'],
      'campaigns:* is no permission of the policy, expected one of campaigns:create',
    ],
    [['who-can', '$p.json', '--permission', '__proto__:x'], '__proto__:x is no permission of the policy'],
    [
      ['who-can', '$p.json', '--permission', 'campaigns:read', '--principals', '{}'],
      '--principals must be a JSON list of objects',
    ],
    [
      ['who-can', '$p.json', '--permission', 'campaigns:read', '--principals', '[1]'],
      '--principals must be a JSON list of objects',
    ],
    [
      ['sql', '$p.json', '--who', '{}', '--permission', 'campaigns:read', '--dialect', 'oracle'],
      '--dialect must be postgres or sqlite, got oracle',
    ],
    [
      ['sql', '$p.json', '--who', json(people.vera), '--permission', 'campaigns:read', '--columns', '{"tenantId":7}'],
      'where: ',
    ],
  ])('refuses %j', (args, message) => {
    const { code, out, err } = run()(...args);
    expect(err).toContain(message);
    expect(err).toMatch(/\nSee scry-rbac .*--help\.$/);
    expect([code, out]).toEqual([2, '']);
  });

  test('leaves an error of its own to be seen', () => {
    const broken = vi.spyOn(lintCommand, 'run').mockImplementation(() => expect.unreachable('a fault of ours'));
    expect(() => run()('lint', '$p.json')).toThrow('a fault of ours');
    broken.mockRestore();
  });

  test('prints to the streams of the process, and sets its exit code', async () => {
    const [write, complain] = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
    vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'scry-rbac', 'lnt']);
    write.mockReturnValue(true);
    complain.mockReturnValue(true);
    const before = process.exitCode;
    await import('../src/cli.ts');
    const { exitCode } = process;
    process.exitCode = before;
    const said = [write.mock.calls.at(-1)?.[0], complain.mock.calls.at(-1)?.[0]];
    vi.restoreAllMocks();
    expect(exitCode).toBe(2);
    expect(said).toEqual(['', expect.stringContaining('there is no command lnt')]);
    const gone = new Error('nobody reads');
    expect([process.stdout.emit('error', gone), process.stderr.emit('error', gone)]).toEqual([true, true]); // listened to
  });

  test('refuses a policy with every problem of it, each with its path', () => {
    const broken = { ...small, roles: { A: { grants: ['notes:eat'], inherits: ['B'] } }, extra: 1 };
    const { code, err } = withFiles({ 'p.json': broken })('lint', '$p.json');
    expect(code).toBe(2);
    expect(err).toContain('p.json: The policy has 3 problems:');
    for (const path of ['extra', 'roles.A.grants[0]', 'roles.A.inherits[0]']) expect(err).toContain(`- ${path}: `);
  });

  test.each(['', '{', '[]', 'null', '"x"', '{"__proto__":{"version":1}}', '['.repeat(100_000)])(
    'refuses the file %.30j',
    (text) => {
      expect(withFiles({ 'p.json': text })('lint', '$p.json').code).toBe(2);
    },
  );
});

describe('matrix', () => {
  test('shows roles and permissions as a table, and as data', () => {
    const run = withFiles({ 'p.json': policy });
    expect(run('matrix', '$p.json').out.split('\n')[3]).toBe(
      'campaigns:update  no      no       conditional       yes    conditional',
    );
    expect(JSON.parse(run('matrix', '$p.json', '--json').out).VIEWER['campaigns:read']).toBe('yes');
  });
});

describe('explain', () => {
  const run = () => withFiles({ 'p.json': policy, 'mona.json': people.mona });

  test('shows each rule, with the outcome of each part of its condition', () => {
    const { code, out } = run()(
      ...['explain', '$p.json', '--who', '@$mona.json', '--permission', 'campaigns:update'],
      ...['--resource', json(campaigns.autumn)],
    );
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'campaigns:update is denied: DENY_RULE, archived',
      expect.stringMatching(/^roles in force: .*CAMPAIGN_MANAGER/),
      'tenant: same',
      'deny archived: true',
      '  eq resource.status: true',
      'allow roles.CAMPAIGN_MANAGER.grants[1]: true',
      '  or: true',
      '    eq resource.ownerId principal.id: true',
      '    overlaps resource.teamIds principal.teamIds: false',
    ]);
  });

  test('shows what is allowed, and by which rule', () => {
    const { out } = run()('explain', '$p.json', '--who', '@$mona.json', '--permission', 'campaigns:create');
    expect(out).toContain('campaigns:create is allowed: ALLOW, roles.CAMPAIGN_MANAGER.grants[0]');
    expect(out).toContain('\nallow roles.CAMPAIGN_MANAGER.grants[0]: true');
  });

  test('shows somebody without roles, and data on demand', () => {
    const { out } = run()('explain', '$p.json', '--who', '{}', '--permission', 'campaigns:create');
    expect(out).toContain('campaigns:create is denied: NO_GRANT\nroles in force: none');
    const data = run()('explain', '$p.json', '--who', '{}', '--permission', 'campaigns:create', '--json').out;
    expect(JSON.parse(data).decision.code).toBe('NO_GRANT');
  });
});

describe('who-can', () => {
  test('lists the roles with the rules that speak for and against them', () => {
    const run = withFiles({ 'p.json': policy });
    expect(run('who-can', '$p.json', '--permission', 'campaigns:update').out.split('\n')).toEqual([
      'role              allowed      granted by                                               unless denied by',
      'CAMPAIGN_MANAGER  conditional  roles.CAMPAIGN_MANAGER.grants[1]                         archived',
      'ADMIN             yes          roles.ADMIN.grants[0], roles.CAMPAIGN_MANAGER.grants[1]',
      'ROOT              conditional  roles.ROOT.superuser                                     archived',
    ]);
    expect(withFiles({ 'p.json': small })('who-can', '$p.json', '--permission', 'notes:write').out).toBe('nobody');
  });

  test('chooses from a list of principals', () => {
    const run = withFiles({ 'p.json': policy, 'all.json': Object.values(people) });
    const ask = ['who-can', '$p.json', '--permission', 'campaigns:update', '--principals'];
    expect(run(...ask, '@$all.json', '--resource', json(campaigns.summer)).out).toBe('mona\nadam\nroot');
    expect(run(...ask, '@$all.json', '--resource', json(campaigns.summer), '--json').out).toContain('"mona"');
    expect(run(...ask, '[]').out).toBe('nobody');
    const nameless = [{ roles: ['ROOT'] }];
    expect(run(...ask, json(nameless), '--resource', json(campaigns.summer)).out).toBe('{"roles":["ROOT"]}');
  });
});

describe('sql', () => {
  const ask = ['sql', '$p.json', '--who', json(people.mona), '--permission'];

  test('shows the condition and its parameters, with columns named after the attributes', () => {
    const { code, out } = withFiles({ 'p.json': policy })(...ask, 'campaigns:read');
    expect(code).toBe(0);
    expect(out).toContain('"tenantId" = $1');
    expect(out).toContain('\n1: "acme"');
  });

  test('takes columns, a dialect, an alias and a context', () => {
    const { out } = withFiles({ 'p.json': policy })(
      ...[...ask, 'campaigns:delete', '--dialect', 'sqlite', '--alias', 'c', '--context', '{"office":true}'],
      ...['--columns', '{"tenantId":"tenant_id"}'],
    );
    expect(out).toContain('"c"."tenant_id"');
    expect(
      JSON.parse(
        withFiles({ 'p.json': small })('sql', '$p.json', '--who', '{}', '--permission', 'notes:read', '--json').out,
      ).kind,
    ).toBe('none');
  });
});

describe('test', () => {
  const cases = [
    { name: 'own', who: people.mona, permission: 'campaigns:update', resource: campaigns.spring, expect: 'allow' },
    { who: people.mona, permission: 'campaigns:update', resource: campaigns.autumn, expect: 'DENY_RULE' },
    { who: people.eve, permission: 'campaigns:read', resource: campaigns.spring, expect: 'deny' },
    {
      who: people.mona,
      permission: 'campaigns:delete',
      resource: campaigns.spring,
      context: { office: true },
      expect: 'ALLOW',
    },
  ];

  test('passes where every answer is as expected', () => {
    expect(withFiles({ 'p.json': policy, 'c.json': cases })('test', '$p.json', '$c.json')).toEqual({
      code: 0,
      out: '4 of 4 passed',
      err: '',
    });
  });

  test('names each case that fails, with what came instead', () => {
    const failing = [
      ...cases,
      {
        name: 'stranger',
        who: people.eve,
        permission: 'campaigns:update',
        resource: campaigns.spring,
        expect: 'allow',
      },
      { who: people.mona, permission: 'campaigns:update', resource: campaigns.autumn, expect: 'NO_GRANT' },
    ];
    const run = withFiles({ 'p.json': policy, 'c.json': failing });
    expect(run('test', '$p.json', '$c.json')).toMatchObject({
      code: 1,
      out: [
        'FAILED stranger: expected allow, got TENANT_MISMATCH',
        'FAILED [5] campaigns:update: expected NO_GRANT, got DENY_RULE, archived',
        '4 of 6 passed',
      ].join('\n'),
    });
    expect(JSON.parse(run('test', '$p.json', '$c.json', '--json').out)).toMatchObject({
      passed: 4,
      failed: [{ name: 'stranger' }, {}],
    });
  });

  test.each([
    [[], 'c.json must be a JSON list of cases, not an empty one'],
    [{}, 'c.json must be a JSON list of cases'],
    [[5], '- [0] must be an object'],
    [[{ ...cases[0], permission: 'campaigns:updaet' }], 'campaigns:updaet is no permission of the policy'],
    [[{ ...cases[0], expect: 'toString' }], '- [0].expect must be one of allow, deny, ALLOW, NO_GRANT'],
    [
      [{ ...cases[0], expected: 'deny' }],
      '- [0].expected is unknown, expected name, who, permission, resource, context, expect',
    ],
    [
      [{ name: 1, who: 'mona', permission: 2, resource: [], context: null, expect: ['ALLOW'] }],
      [
        'c.json has 6 problems:',
        '[0].name must be a string',
        '[0].who must be an object',
        '[0].permission must be a string',
        '[0].resource must be an object',
        '[0].context must be an object',
        '[0].expect must be one of allow, deny',
      ].join('\n- '),
    ],
  ])('refuses the cases %j', (file, message) => {
    const { code, err } = withFiles({ 'p.json': policy, 'c.json': file })('test', '$p.json', '$c.json');
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
