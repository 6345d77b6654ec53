import type { Queries } from '../../../platform/db/database.ts';
import { conflict, invalid, notFound } from '../../../platform/http/request-error.ts';
import type { Account, Plan, Role } from '../account.ts';
import type { Grant } from '../log-in/sessions.ts';
import { scopeParam, type TenantScope } from '../tenant-scope.ts';
import { ensureTenant } from '../tenants/ensure-tenant.ts';
import { createToken, hashToken } from '../token.ts';

const usedPrecisionMs = 60_000;
/** `pak_` and so many characters: enough to tell keys apart, and 200 bits short of one. */
const prefixLength = 12;

export interface NewApiKey {
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly plan: Plan;
  /** The permissions that it has; without them those of its role. */
  readonly scopes?: readonly string[] | undefined;
  readonly expiresAt?: Date | undefined;
}

export interface ApiKey extends Required<Omit<NewApiKey, 'scopes' | 'expiresAt'>> {
  readonly id: string;
  readonly prefix: string;
  readonly scopes: readonly string[] | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
}

/** Of a tenant, in force at a time. */
const mostApiKeys = 200;

/** The keys of programs. */
export interface ApiKeys {
  ofApiKey(key: string): Promise<Grant | undefined>;
  /** The key itself: it is shown once, and stored nowhere. @throws RequestError for a name that is taken or none. */
  addApiKey(key: NewApiKey): Promise<string>;
  /** By name, for the commands. @throws RequestError where no key of that name is in force. */
  revokeApiKey(tenantId: string, name: string): Promise<void>;
  /** Those in force. */
  listApiKeys(scope: TenantScope): Promise<readonly ApiKey[]>;
  /** @throws RequestError 404 for the id of another tenant's key. */
  apiKey(scope: TenantScope, id: string): Promise<ApiKey>;
  revokeApiKeyById(scope: TenantScope, id: string): Promise<void>;
}

const columns = `id, tenant_id AS "tenantId", name, prefix, role, plan, scopes, created_at AS "createdAt",
  expires_at AS "expiresAt", last_used_at AS "lastUsedAt"`;

/** @param ended is told of keys that are revoked */
export function createApiKeys(db: Queries, now: () => number, ended: (id: string) => void): ApiKeys {
  const instant = (ms = now()) => new Date(ms).toISOString();

  async function find(scope: TenantScope, id?: string): Promise<readonly ApiKey[]> {
    return db.query<ApiKey>(
      `SELECT ${columns} FROM api_keys
       WHERE revoked_at IS NULL AND ($1::text IS NULL OR tenant_id = $1) AND ($2::uuid IS NULL OR id = $2)
       ORDER BY tenant_id, name LIMIT 1000`,
      [scopeParam(scope), id ?? null],
    );
  }

  async function apiKey(scope: TenantScope, id: string): Promise<ApiKey> {
    const [found] = await find(scope, id);
    if (!found) throw notFound('API key in force', id);
    return found;
  }

  return {
    async ofApiKey(key) {
      const [row] = await db.query<ApiKey>(
        `SELECT ${columns} FROM api_keys
         WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
        [hashToken(key), instant()],
      );
      if (!row) return undefined;
      if (now() - (row.lastUsedAt?.getTime() ?? 0) >= usedPrecisionMs) {
        await db.query('UPDATE api_keys SET last_used_at = $2 WHERE id = $1', [row.id, instant()]);
      }
      return { account: accountOf(row), expiresAt: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY };
    },

    async addApiKey({ tenantId, name, role, plan, scopes, expiresAt }) {
      if (expiresAt && expiresAt.getTime() <= now()) {
        throw invalid(`expiresAt: expected a time to come, got ${expiresAt.toISOString()}`);
      }
      await ensureTenant(db, tenantId);
      const key = createToken('pak_');
      const added = await db.query(
        `INSERT INTO api_keys (tenant_id, name, key_hash, prefix, role, plan, scopes, created_at, expires_at)
         SELECT $1, $2, $3, $4, $5, $6, $7::text[], $8, $9::timestamptz
         WHERE (SELECT count(*) FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL) < ${mostApiKeys}
         ON CONFLICT DO NOTHING RETURNING id`,
        [
          ...[tenantId, checkName(name), hashToken(key), key.slice(0, prefixLength), role, plan],
          ...[scopes ?? null, instant(), expiresAt?.toISOString() ?? null],
        ],
      );
      if (added.length === 0) {
        const isFull = (await find({ tenantId })).length >= mostApiKeys;
        throw conflict(
          isFull ? `There are ${mostApiKeys} keys in force.` : `There is a key "${name}" in force already.`,
        );
      }
      return key;
    },

    async revokeApiKey(tenantId, name) {
      const [revoked] = await db.query<{ id: string }>(
        `UPDATE api_keys SET revoked_at = $3 WHERE tenant_id = $1 AND name = $2 AND revoked_at IS NULL RETURNING id`,
        [tenantId, name, instant()],
      );
      if (!revoked) throw invalid(`There is no key "${name}" in force.`);
      ended(revoked.id);
    },

    listApiKeys: (scope) => find(scope),
    apiKey,

    async revokeApiKeyById(scope, id) {
      await db.query('UPDATE api_keys SET revoked_at = $2 WHERE id = $1', [(await apiKey(scope, id)).id, instant()]);
      ended(id);
    },
  };
}

function accountOf({ id, tenantId, name, role, plan, scopes }: ApiKey): Account {
  return { type: 'api_key', id, tenantId, name, role, plan, ...(scopes && { scopes }) };
}

function checkName(name: string): string {
  if (!/^[^\s\p{Cc}]([^\p{Cc}]{0,98}[^\s\p{Cc}])?$/u.test(name)) {
    throw invalid(`name: expected 1 to 100 characters, got "${name.slice(0, 120)}"`);
  }
  return name;
}
