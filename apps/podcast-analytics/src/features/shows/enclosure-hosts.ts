import type { Queries } from '../../platform/db/database.ts';

/** The hosts that the files of a network's feeds lie on, behind all measuring prefixes: where a redirect may lead to. */
export function enclosureHosts(db: Queries): Promise<{ tenantId: string; host: string }[]> {
  return db.query(
    `SELECT DISTINCT tenant_id AS "tenantId", split_part(key, '/', 1) AS host FROM episodes
     WHERE enclosure_url IS NOT NULL AND key NOT LIKE '/%' ORDER BY 1, 2`,
  );
}
