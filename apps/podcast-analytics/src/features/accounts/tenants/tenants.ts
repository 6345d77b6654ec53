import type { Queries } from '../../../platform/db/database.ts';
import { conflict, notFound } from '../../../platform/http/request-error.ts';
import { administrators, type Plan } from '../account.ts';
import { checkTenantId } from './ensure-tenant.ts';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly plan: Plan;
  /** How long raw hits are kept. */
  readonly retentionDays: number;
  readonly mfaRequired: boolean;
  readonly createdAt: Date;
}

export interface ListedTenant extends Tenant {
  readonly users: number;
}

export interface TenantChange {
  readonly name?: string | undefined;
  readonly plan?: Plan | undefined;
  readonly retentionDays?: number | undefined;
  readonly mfaRequired?: boolean | undefined;
}

/** The hits of a month go once its key is destroyed, 90 days after its end: sooner they could be counted twice. */
export const retentionLimits = { least: 125, most: 3_650 } as const;

const mostTenantsListed = 1_000;

export interface Tenants {
  list(): Promise<readonly ListedTenant[]>;
  /** @throws RequestError 404 */
  get(id: string): Promise<Tenant>;
  /** @throws RequestError 409 where the id is taken. */
  create(tenant: Pick<Tenant, 'id' | 'name' | 'plan'>): Promise<void>;
  /** Where it asks for a second factor from now on, the sessions of administrators without one end. */
  update(id: string, change: TenantChange): Promise<void>;
}

const columns =
  'id, name, plan, retention_days AS "retentionDays", mfa_required AS "mfaRequired", created_at AS "createdAt"';

export function createTenants(db: Queries, now: () => number, endSessions: (userId: string) => Promise<void>): Tenants {
  return {
    list: () =>
      db.query<ListedTenant>(
        `SELECT ${columns}, (SELECT count(*) FROM users WHERE tenant_id = tenants.id) AS users
         FROM tenants ORDER BY id LIMIT ${mostTenantsListed}`,
      ),

    async get(id) {
      const [tenant] = await db.query<Tenant>(`SELECT ${columns} FROM tenants WHERE id = $1`, [id]);
      if (!tenant) throw notFound('tenant', id);
      return tenant;
    },

    async create({ id, name, plan }) {
      const added = await db.query(
        'INSERT INTO tenants (id, name, plan, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id',
        [checkTenantId(id), name, plan, new Date(now()).toISOString()],
      );
      if (added.length === 0) throw conflict(`There is a tenant "${id}" already.`);
    },

    async update(id, { name, plan, retentionDays, mfaRequired }) {
      const found = await db.query(
        `UPDATE tenants SET name = coalesce($2, name), plan = coalesce($3, plan),
           retention_days = coalesce($4, retention_days), mfa_required = coalesce($5, mfa_required)
         WHERE id = $1 RETURNING id`,
        [id, name ?? null, plan ?? null, retentionDays ?? null, mfaRequired ?? null],
      );
      if (found.length === 0) throw notFound('tenant', id);
      if (!mfaRequired) return;
      const bare = await db.query<{ id: string }>(
        `SELECT id FROM users WHERE tenant_id = $1 AND role = ANY ($2::text[])
           AND NOT EXISTS (SELECT 1 FROM totp_secrets WHERE user_id = users.id AND confirmed_at IS NOT NULL)`,
        [id, administrators],
      );
      for (const user of bare) await endSessions(user.id);
    },
  };
}
