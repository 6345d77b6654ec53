import { randomBytes } from 'node:crypto';
import type { Database, Queries } from '../../platform/db/database.ts';
import { subjectHash } from '../accounts/log-in/lock-out.ts';
import { scopeParam, type TenantScope } from '../accounts/tenant-scope.ts';
import { checkEmail } from '../accounts/users/check-user.ts';
import { identifier, type PersonTable, personTables } from './person-tables.ts';

export const mostRowsOfTable = 10_000;

/** A row in which the person stands, without what is secret in it. */
export interface PersonRow {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

export interface Erasure {
  /** The id of the user that was: the audit trail keeps it, and nothing tells any more whose it was. */
  readonly userId: string | undefined;
  /** How many rows were removed or changed. */
  readonly rows: number;
}

/** What is stored about somebody with an e-mail address: a user, somebody invited, somebody who gets reports. */
export interface People {
  userIdOf(scope: TenantScope, email: string): Promise<string | undefined>;
  export(scope: TenantScope, email: string): Promise<readonly PersonRow[]>;
  /** The user is deleted, and the address replaced wherever else it stands. */
  erase(scope: TenantScope, email: string): Promise<Erasure>;
}

/** @param ended is told of a user who is deleted */
export function createPeople(database: Database, ended: (userId: string) => Promise<void>): People {
  async function userIdOf(scope: TenantScope, email: string): Promise<string | undefined> {
    const [user] = await database.query<{ id: string }>(
      'SELECT id FROM users WHERE email = $1 AND ($2::text IS NULL OR tenant_id = $2)',
      [checkEmail(email), scopeParam(scope)],
    );
    return user?.id;
  }

  async function rowsOf(table: PersonTable, scope: TenantScope, email: string, userId: string | undefined) {
    const rows = await database.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${identifier(table.name)} t
       WHERE (to_jsonb(t)::text ~* $1 OR to_jsonb(t)::text LIKE $2) AND ${tenantCondition(table, 't', 3)}
       LIMIT ${mostRowsOfTable}`,
      [
        addressPattern(email),
        userId === undefined ? null : `%${userId}%`,
        table.hasTenant || scope === 'all tenants' ? scopeParam(scope) : userId,
      ],
    );
    return rows.map(({ row }) => ({ table: table.name, row: withoutSecrets(row) }));
  }

  return {
    userIdOf,

    async export(scope, given) {
      const email = checkEmail(given);
      const userId = await userIdOf(scope, email);
      const found: PersonRow[] = [];
      for (const table of await personTables(database)) {
        const isClosed = !table.hasTenant && scope !== 'all tenants' && userId === undefined;
        if (!isClosed) found.push(...(await rowsOf(table, scope, email, userId)));
      }
      return found;
    },

    async erase(scope, given) {
      const email = checkEmail(given);
      const userId = await userIdOf(scope, email);
      const tables = await personTables(database);
      const rows = await database.transaction(async (tx) => {
        let changed = await deleteUser(tx, scope, email, userId);
        for (const table of tables) changed += await replaceAddress(tx, table, scope, email);
        return changed;
      });
      if (userId !== undefined) await ended(userId);
      return { userId, rows };
    },
  };
}

/** Sessions, second factor, links and membership of teams go with the user. */
async function deleteUser(tx: Queries, scope: TenantScope, email: string, userId: string | undefined): Promise<number> {
  const links = await tx.query(
    'DELETE FROM password_links WHERE email = $1 AND ($2::text IS NULL OR tenant_id = $2) RETURNING 1',
    [email, scopeParam(scope)],
  );
  const users = await tx.query('DELETE FROM users WHERE id = $1 RETURNING 1', [userId ?? null]);
  if (userId === undefined && scope !== 'all tenants') return links.length;
  const subjects = ['password', 'code'].map((what) => subjectHash([what, email, ''].join('\0')));
  const tries = await tx.query('DELETE FROM wrong_tries WHERE subject = ANY ($1::bytea[]) RETURNING 1', [subjects]);
  return links.length + users.length + tries.length;
}

/** Each person gets another stand-in, so that two of them never meet in a unique index. */
async function replaceAddress(tx: Queries, table: PersonTable, scope: TenantScope, email: string): Promise<number> {
  if (table.columns.length === 0 || (!table.hasTenant && scope !== 'all tenants')) return 0;
  const replaced = (text: string) => `regexp_replace(${text}, $1, $2, 'gi')`;
  const forms: Readonly<Record<string, (column: string) => string>> = {
    json: (column) => `${replaced(`${column}::text`)}::json`,
    jsonb: (column) => `${replaced(`${column}::text`)}::jsonb`,
    _text: (column) =>
      `ARRAY(SELECT ${replaced('item')} FROM unnest(${column}) WITH ORDINALITY AS u (item, n) ORDER BY n)`,
  };
  const columns = table.columns.map(({ name, type }) => ({ quoted: identifier(name), form: forms[type] ?? replaced }));
  const sets = columns.map(
    ({ quoted, form }) => `${quoted} = CASE WHEN ${quoted}::text ~* $1 THEN ${form(quoted)} ELSE ${quoted} END`,
  );
  const where = columns.map(({ quoted }) => `${quoted}::text ~* $1`).join(' OR ');
  const changed = await tx.query(
    `UPDATE ${identifier(table.name)} t SET ${sets.join(', ')} WHERE (${where}) AND ${tenantCondition(table, 't', 3)} RETURNING 1`,
    [
      addressPattern(email),
      `erased-${randomBytes(6).toString('hex')}@erased.invalid`,
      table.hasTenant ? scopeParam(scope) : null,
    ],
  );
  return changed.length;
}

/** A row without a tenant is seen by whoever operates the platform, and of others when it names their own user. */
function tenantCondition({ hasTenant }: PersonTable, alias: string, parameter: number): string {
  if (hasTenant) return `($${parameter}::text IS NULL OR ${alias}.tenant_id = $${parameter})`;
  return `($${parameter}::text IS NULL OR to_jsonb(${alias})::text LIKE '%' || $${parameter} || '%')`;
}

/** JSON writes a tab as `\t`, whose letter is no part of an address behind it. */
const escapeOfJson = '(?<=\\\\(?:[bfnrt]|u[0-9a-f]{4}))';

/** As a regular expression of PostgreSQL, and as a whole: `ann@example.com` is not part of `joann@example.com`. */
export function addressPattern(email: string): string {
  const literal = email.replace(/[^a-z0-9@]/gi, (character) => `\\${character}`);
  return `(?:(?<![a-z0-9._%+-])|${escapeOfJson})${literal}(?![a-z0-9-]|\\.[a-z0-9])`;
}

const secretColumn = /(?:^|_)(?:hash|secret|sealed|token|lease)$/;

function withoutSecrets(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !secretColumn.test(name)));
}
