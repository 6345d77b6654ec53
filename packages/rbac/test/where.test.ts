import { describe, expect, test } from 'vitest';
import {
  all,
  any,
  contains,
  endsWith,
  eq,
  exists,
  isIn,
  lt,
  ne,
  not,
  overlaps,
  ref,
  startsWith,
} from '../src/conditions.ts';
import { type Column, type Condition, createRbac, definePolicy, type Policy, type WhereOptions } from '../src/index.ts';
import { campaignsPolicy, user } from './campaigns-policy.ts';

const rbac = createRbac(campaignsPolicy);
const columns = {
  tenantId: 'tenant_id',
  ownerId: 'owner_id',
  sharedTeamIds: { array: 'team_ids' },
  status: 'status',
} as const;

describe('where', () => {
  test('begins with the tenant, and numbers its parameters from startIndex on', () => {
    const where = rbac.where(user('VIEWER'), 'campaigns:read', { dialect: 'postgres', columns, startIndex: 3 });
    expect(where).toEqual({ kind: 'where', sql: '"tenant_id" = $3::text', params: ['t1'] });
  });
  test('puts what is known of the principal in, and the deny beside the grants', () => {
    const { sql, params } = rbac.where(user('CAMPAIGN_MANAGER'), 'campaigns:update', { dialect: 'postgres', columns });
    expect(sql).toBe(
      '(("tenant_id" = $1::text AND ("owner_id" = $2::text OR (EXISTS (SELECT 1 FROM unnest("team_ids") AS scry_left(element) ' +
        'WHERE scry_left.element = ANY($3::text[])) AND ("team_ids" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ' +
        'unnest("team_ids") AS scry_left(element) WHERE scry_left.element IS NULL))))) AND "status" <> $4::text)',
    );
    expect(params).toEqual(['t1', 'u1', ['team1'], 'archived']);
  });
  test('is all or none where no row matters, and fits after WHERE all the same', () => {
    const of = (who: object, permission: 'campaigns:read' | 'campaigns:delete') => {
      const { kind, sql } = rbac.where(who, permission, { dialect: 'sqlite', columns });
      return [kind, sql];
    };
    expect(of(user('SUPER_ADMIN'), 'campaigns:read')).toEqual(['all', 'TRUE']);
    expect(of(user('VIEWER'), 'campaigns:delete')).toEqual(['none', 'FALSE']);
    expect(of(user('VIEWER', { tenantId: '' }), 'campaigns:read')).toEqual(['none', 'FALSE']);
    expect(rbac.where(user('ADMIN'), 'nothing:read' as never, { dialect: 'sqlite', columns: {} }).kind).toBe('none');
  });
  test('selects for a delegate what both may have', () => {
    const key = { id: 'key', tenantId: 't2', onBehalfOf: user('VIEWER') };
    const { sql, params } = rbac.where(key, 'campaigns:read', { dialect: 'postgres', columns });
    expect(sql).toBe('("tenant_id" = $1::text AND "tenant_id" = $2::text)');
    expect(params).toEqual(['t2', 't1']);
  });
  test('quotes every name', () => {
    const asked = { dialect: 'postgres', columns: { tenantId: 'a"b' }, alias: 'c"d' } as const;
    expect(rbac.where(user('VIEWER'), 'campaigns:read', asked).sql).toBe('"c""d"."a""b" = $1::text');
  });

  test.each<[string, object, string]>([
    ['another dialect', { dialect: 'mysql', columns }, 'where: dialect must be postgres or sqlite, got "mysql"'],
    ['columns that are none', { dialect: 'sqlite', columns: 7 }, 'where: columns must be an object, got 7'],
    [
      'an index before the first',
      { dialect: 'postgres', columns, startIndex: 0 },
      'where: startIndex must be an integer >= 1, got 0',
    ],
    ['an option that is unknown', { dialect: 'postgres', columns, table: 'x' }, 'where: unknown option table'],
    [
      'a column that is not mapped',
      { dialect: 'sqlite', columns: {} },
      'where: columns.tenantId must be the name of a column',
    ],
    [
      'a name that is inherited',
      { dialect: 'sqlite', columns: Object.create(columns) },
      'where: columns.tenantId must be',
    ],
    [
      'a list where a value is',
      { dialect: 'sqlite', columns: { tenantId: { array: 'x' } } },
      'where: columns.tenantId must be the name',
    ],
    [
      'an empty name',
      { dialect: 'sqlite', columns: { tenantId: '' } },
      'where: a name of a table or column must not be empty',
    ],
    [
      'a name with a U+0000 in it',
      { dialect: 'sqlite', columns: { tenantId: 'a\0' } },
      'where: a name of a table or column',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => rbac.where(user('VIEWER'), 'campaigns:read', options as WhereOptions)).toThrow(message);
  });
});

describe('a condition as SQL', () => {
  const attributes = {
    id: 'string',
    s: 'string',
    n: 'number',
    m: 'number',
    b: 'boolean',
    ss: 'string[]',
    tt: 'string[]',
    ns: 'number[]',
  };
  const names: Readonly<Record<string, Column>> = {
    id: 'id',
    s: 's',
    n: 'n',
    m: 'm',
    b: 'b',
    ss: { array: 'ss' },
    tt: { array: 'tt' },
    ns: { array: 'ns' },
  };
  const sqlOf = (when: Condition, options: object = {}, dialect: 'postgres' | 'sqlite' = 'sqlite') => {
    const policy = definePolicy({
      version: 1,
      tenant: false,
      principal: { attributes },
      context: { attributes },
      resources: { docs: { actions: ['read'], attributes } },
      roles: { R: { grants: [{ permission: 'docs:read', when }] } },
    } as never) as unknown as Policy;
    const engine = createRbac(policy);
    const who = { roles: ['R'], s: 'me', n: 7 };
    return engine.where(who, 'docs:read', { dialect, columns: names, ...options } as WhereOptions);
  };

  test('that does not speak of the row is decided beforehand', () => {
    expect(sqlOf(eq('principal.s', 'me')).kind).toBe('all');
    expect(sqlOf(ne('principal.s', 'me')).kind).toBe('none');
    expect(sqlOf(any(eq('context.s', 'x'), exists('context.s'))).kind).toBe('none');
    expect(sqlOf(eq('context.s', 'x'), { context: { s: 'x' } }).kind).toBe('all');
    expect(sqlOf(lt('resource.n', ref('context.n'))).kind).toBe('none');
    expect(sqlOf(lt('context.n', ref('resource.n'))).kind).toBe('none');
  });
  test('keeps the column on the left', () => {
    expect(sqlOf(lt('principal.n', ref('resource.n')), {}, 'postgres').sql).toBe(
      `("n" > $1::int8 AND "n"::float8 <> 'NaN')`,
    );
  });
  test('says in PostgreSQL of which type a parameter is, integers as integers', () => {
    const cast = (when: Condition) => /\$1(::[a-z0-9[\]]+)/.exec(sqlOf(when, {}, 'postgres').sql)?.[1];
    expect(cast(eq('resource.n', 1.5))).toBe('::float8');
    expect(cast(eq('resource.b', true))).toBe('::boolean');
    expect(cast(isIn('resource.n', [1, 2]))).toBe('::int8[]');
    expect(cast(isIn('resource.n', [1, 2.5]))).toBe('::float8[]');
    expect(cast(isIn('resource.b', [true]))).toBe('::boolean[]');
    expect(cast(overlaps('resource.ns', [1]))).toBe('::int8[]');
  });
  test('uses no LIKE, so that % and _ are characters', () => {
    for (const when of [startsWith('resource.s', '%'), endsWith('resource.s', '_'), contains('resource.s', '%')]) {
      for (const dialect of ['postgres', 'sqlite'] as const) expect(sqlOf(when, {}, dialect).sql).not.toContain('LIKE');
    }
  });
  test('is said for FALSE by the operators themselves', () => {
    expect(sqlOf(not(endsWith('resource.s', 'x')), {}, 'postgres').sql).toBe(
      'right("s", length($1::text)) <> $2::text',
    );
    expect(sqlOf(not(startsWith('resource.s', 'x')), {}, 'postgres').sql).toBe('NOT starts_with("s", $1::text)');
  });
  test('becomes one list where many rules ask for one value each', () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => `doc${i}`);
    const policy = definePolicy({
      version: 1,
      tenant: false,
      resources: { docs: { actions: ['read'], attributes: { id: 'string', n: 'number' } } },
      roles: {
        R: {
          grants: [
            ...ids.map((id) => ({ permission: 'docs:read' as const, when: eq('resource.id', id) })),
            ...ids.map((_, i) => ({ permission: 'docs:read' as const, when: lt('resource.n', i) })),
          ],
        },
      },
    });
    const { sql, params } = createRbac(policy).where({ roles: ['R'] }, 'docs:read', {
      dialect: 'postgres',
      columns: { id: 'id', n: 'n' },
    });
    expect(sql).toContain('"id" = ANY($1::text[])');
    expect(params[0]).toEqual(ids);
    // SQLite allows 1000 levels, and a chain of operators is as many as it has parts.
    expect(Math.max(...sql.split('(').map((part) => part.split(' OR ').length))).toBeLessThanOrEqual(101);
  });
  test('on a list in another table needs an alias and the id of the row', () => {
    const inTable: Readonly<Record<string, Column>> = {
      ...names,
      ss: { exists: { table: 'teams', foreignKey: 'doc', value: 'team' } },
    };
    const { sql } = sqlOf(overlaps('resource.ss', ['a']), { columns: inTable, alias: 'd' });
    expect(sql).toContain('FROM "teams" AS scry_left WHERE scry_left."doc" = "d"."id"');
    expect(sqlOf(not(exists('resource.ss')), { columns: inTable, alias: 'd' }).kind).toBe('none');
    const numbers = { ...names, ns: { exists: { table: 'codes', foreignKey: 'doc', value: 'code' } } };
    expect(sqlOf(exists('resource.ns'), { columns: numbers, alias: 'd' }).sql).toContain("NOT IN ('integer', 'real')");
    expect(() => sqlOf(overlaps('resource.ss', ['a']), { columns: inTable })).toThrow('needs columns.id and an alias');
    const { id: _, ...withoutId } = { id: '', ...inTable };
    expect(() => sqlOf(overlaps('resource.ss', ['a']), { columns: withoutId, alias: 'd' })).toThrow('needs columns.id');
    expect(() => sqlOf(overlaps('resource.ss', ['a']), { columns: { ss: {} } })).toThrow(
      'where: columns.ss must be a { array } or { exists }',
    );
  });
  test('that a subquery would misread needs an alias', () => {
    const columns = { ...names, s: 'value' };
    expect(() => sqlOf(isIn('resource.s', ref('resource.ss')), { columns })).toThrow('a column called value');
    expect(sqlOf(isIn('resource.s', ref('resource.ss')), { columns, alias: 'd' }).sql).toContain('= "d"."value"');
  });
  test('on an empty list asks only whether the value is there', () => {
    expect(sqlOf(isIn('resource.s', [])).kind).toBe('none');
    expect(sqlOf(not(isIn('resource.s', []))).sql).toBe(`("s" IS NOT NULL AND typeof("s") = 'text')`);
    expect(sqlOf(overlaps('resource.ss', [])).kind).toBe('none');
    expect(sqlOf(all(not(overlaps('resource.ss', [])))).sql).toContain('NOT EXISTS');
  });
  test('compares lists of a row with each other, and values with lists that are known', () => {
    expect(sqlOf(overlaps('resource.ss', ref('resource.tt'))).sql).toContain('scry_left.value = scry_right.value');
    expect(sqlOf(isIn('principal.s', ref('resource.ss')), {}, 'postgres').params).toEqual([['me']]);
    expect(sqlOf(overlaps('principal.ss', ref('resource.ss'))).kind).toBe('none');
  });
});
