import type { Queries } from '../../platform/db/database.ts';
import { enclosureHosts } from '../shows/enclosure-hosts.ts';
import type { TenantHost } from './allowed-hosts.ts';

export const mostHosts = 200;

export interface HostRepository {
  ofAll(): Promise<readonly TenantHost[]>;
  ofTenant(tenantId: string): Promise<readonly string[]>;
  /** False where the tenant has as many as it may. One that stands already is no other. */
  add(tenantId: string, host: string): Promise<boolean>;
  /** False where the tenant has no such host. */
  remove(tenantId: string, host: string): Promise<boolean>;
}

export function createHostRepository(db: Queries): HostRepository {
  return {
    async ofAll() {
      const added = await db.query<TenantHost>('SELECT tenant_id AS "tenantId", host FROM redirect_hosts');
      return [...added, ...(await enclosureHosts(db))];
    },
    async ofTenant(tenantId) {
      const rows = await db.query<{ host: string }>(
        'SELECT host FROM redirect_hosts WHERE tenant_id = $1 ORDER BY host',
        [tenantId],
      );
      return rows.map(({ host }) => host);
    },
    async add(tenantId, host) {
      const rows = await db.query(
        `INSERT INTO redirect_hosts (tenant_id, host)
         SELECT $1, $2 WHERE (SELECT count(*) FROM redirect_hosts WHERE tenant_id = $1 AND host <> $2) < $3
         ON CONFLICT (tenant_id, host) DO UPDATE SET host = excluded.host RETURNING host`,
        [tenantId, host, mostHosts],
      );
      return rows.length > 0;
    },
    async remove(tenantId, host) {
      const rows = await db.query('DELETE FROM redirect_hosts WHERE tenant_id = $1 AND host = $2 RETURNING host', [
        tenantId,
        host,
      ]);
      return rows.length > 0;
    },
  };
}
