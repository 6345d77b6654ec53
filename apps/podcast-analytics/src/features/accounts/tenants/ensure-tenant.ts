import type { Queries } from '../../../platform/db/database.ts';
import { invalid } from '../../../platform/http/request-error.ts';

const tenantIdPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws RequestError */
export function checkTenantId(id: string): string {
  if (!tenantIdPattern.test(id)) {
    throw invalid(`tenant: expected 1 to 63 small letters, digits and inner hyphens, got "${id.slice(0, 100)}"`);
  }
  return id;
}

/** For the commands, which take a tenant by name: its first account creates it. */
export async function ensureTenant(db: Queries, id: string): Promise<void> {
  await db.query('INSERT INTO tenants (id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [checkTenantId(id)]);
}
