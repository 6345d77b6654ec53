import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRbac, definePolicy, type WhereClause } from '../src/index.ts';
import { permissions, pick, type Random, randomCase, randomOf, randomRow } from './random-cases.ts';

// `SCRY_PROOF_RUNS=10000` compares a million (policy, principal, row); every case is one statement over all rows.
const cases = Number(process.env['SCRY_PROOF_RUNS'] ?? 300);
const rowCount = 100;

type Row = Readonly<Record<string, unknown>>;
type Select = (where: WhereClause) => Promise<unknown[]> | unknown[];

const columns = {
  id: 'id',
  tenantId: 'tenant_id',
  ownerId: 'owner "id"',
  name: 'name',
  budget: 'budget',
  level: 'level',
  open: 'open',
  teamIds: { array: 'team_ids' },
  codes: { array: 'codes' },
};
const inTable = { ...columns, teamIds: { exists: { table: 'teams', foreignKey: 'doc_id', value: 'team' } } };

describe('where on SQLite', () => {
  // Columns without a type hold anything; those with one convert what they are given.
  test.each([
    ['that hold values of any type', ['', '', '', '', '', '', '', '']],
    ['with types', ['TEXT', 'VARCHAR(20)', 'TEXT', 'REAL', 'NUMERIC', 'INTEGER', 'TEXT', 'JSON']],
    ['of the wrong types', ['INTEGER', 'NUMERIC', 'REAL', 'TEXT', 'TEXT COLLATE NOCASE', 'TEXT', 'BLOB', 'INTEGER']],
  ])('selects from columns %s the rows that check allows', async (_, types) => {
    const random = randomOf(types.length + types.join().length);
    const database = new DatabaseSync(':memory:');
    const names = ['tenant_id', '"owner ""id"""', 'name', 'budget', 'level', 'open', 'team_ids', 'codes'];
    database.exec(
      `CREATE TABLE docs (id INTEGER PRIMARY KEY, ${names.map((name, i) => `${name} ${types[i]}`).join(', ')})`,
    );
    database.exec('CREATE TABLE teams (doc_id INTEGER, team)');
    const insert = database.prepare(`INSERT INTO docs VALUES (${Array(9).fill('?').join(', ')})`);
    for (let id = 1; id <= rowCount; id++)
      insert.run(id, ...stored(randomRow(random, [7, 'seven', '[', '{"a":"a"}', '"a"'])));
    const team = database.prepare('INSERT INTO teams VALUES (?, ?)');
    for (let i = 0; i < rowCount; i++)
      team.run(1 + Math.floor(random() * rowCount), pick(random, ['a', 'b%', '\u{1F600}', 7, null]));
    const teams = database.prepare('SELECT * FROM teams').all();
    const rows = database.prepare('SELECT * FROM docs').all().map(fromSqlite);
    await compare(random, 'sqlite', rows, teams, (where) =>
      database
        .prepare(`SELECT id FROM docs AS d WHERE ${where.sql}`)
        .all(...(where.params as string[]))
        .map(({ id }) => id),
    );
  });
});

describeWith(postgres, 'where on PostgreSQL', () => {
  let server: PostgresServer;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
  }, 60_000);
  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });

  test('selects the rows that check allows', async () => {
    const random = randomOf(11);
    await client.query(`CREATE TABLE docs (id integer PRIMARY KEY, tenant_id varchar(20), "owner ""id""" text, name text,
      budget double precision, level integer, open boolean, team_ids text[], codes double precision[])`);
    await client.query('CREATE TABLE teams (doc_id integer, team text)');
    for (let id = 1; id <= rowCount; id++) {
      const row: Row = randomRow(random, [Number.NaN]);
      const fits = Object.entries(row).map(([name, value]) =>
        Number.isNaN(value) && name !== 'budget' ? null : value,
      );
      fits[4] = Number.isInteger(row['level']) && Math.abs(Number(row['level'])) <= 2 ** 31 ? row['level'] : null;
      await client.query('INSERT INTO docs VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [id, ...fits]);
      await client.query('INSERT INTO teams VALUES ($1, $2)', [
        1 + Math.floor(random() * rowCount),
        pick(random, ['a', 'b%', '\u{1F600}', null]),
      ]);
    }
    const teams = await client.query('SELECT * FROM teams');
    const { rows } = await client.query('SELECT * FROM docs');
    await compare(random, 'postgres', rows.map(named), teams.rows, async (where) => {
      const selected = await client.query(`SELECT id FROM docs AS d WHERE ${where.sql}`, [...where.params]);
      return selected.rows.map(({ id }) => id);
    });
  }, 3_600_000);
});

async function compare(
  random: Random,
  dialect: 'sqlite' | 'postgres',
  rows: readonly Row[],
  teams: readonly Row[],
  select: Select,
) {
  const withTeams = rows.map((row) => ({
    ...row,
    teamIds: teams.filter((each) => each['doc_id'] === row['id']).map(({ team }) => team),
  }));
  let selectedRows = 0;
  for (let i = 0; i < cases; i++) {
    const { document, principal, context } = randomCase(random);
    const rbac = createRbac(definePolicy(document), { now: () => 1_000 });
    const permission = pick(random, permissions);
    const [mapping, seen]: [typeof columns | typeof inTable, readonly Row[]] =
      random() < 0.5 ? [columns, rows] : [inTable, withTeams];
    const where = rbac.where(principal, permission, { dialect, columns: mapping, context, alias: 'd' });
    const selected = where.kind === 'all' ? rows.map(({ id }) => id) : where.kind === 'none' ? [] : await select(where);
    const allowed = seen.filter((row) => rbac.check(principal, permission, row as never, context)).map(({ id }) => id);
    expect(new Set(selected), `case ${i}: ${where.sql} ${JSON.stringify(where.params)}`).toEqual(new Set(allowed));
    selectedRows += where.kind === 'where' ? selected.length : 0;
  }
  // Otherwise nothing was compared.
  expect(selectedRows).toBeGreaterThan(cases);
}

/** What SQLite is given: it has no booleans and no lists. */
function stored(row: Row) {
  return Object.values(row).map((value) => {
    if (typeof value === 'boolean') return Number(value);
    if (Array.isArray(value)) return JSON.stringify(value);
    return (value ?? null) as string | number | null;
  });
}

/** A row as an application would read it. */
function fromSqlite(row: Row): Row {
  const { open, teamIds, codes, ...rest } = named(row) as Row & { open: unknown; teamIds: unknown; codes: unknown };
  const parsed = (text: unknown): unknown => {
    try {
      return typeof text === 'string' ? JSON.parse(text) : text;
    } catch {
      return text;
    }
  };
  return {
    ...rest,
    open: open === 1 ? true : open === 0 ? false : open,
    teamIds: parsed(teamIds),
    codes: parsed(codes),
  };
}

function named(row: Row): Row {
  const stands = (column: string) => row[column];
  return {
    id: stands('id'),
    tenantId: stands('tenant_id'),
    ownerId: stands('owner "id"'),
    name: stands('name'),
    budget: stands('budget'),
    level: stands('level'),
    open: stands('open'),
    teamIds: stands('team_ids'),
    codes: stands('codes'),
  };
}
