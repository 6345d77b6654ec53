import type { Queries } from '../../../platform/db/database.ts';
import { conflict, notFound } from '../../../platform/http/request-error.ts';
import type { Account } from '../account.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly { readonly id: string; readonly email: string }[];
}

/** Of a tenant. */
const mostTeams = 200;

/** Groups of users of one tenant, with whom campaigns are shared. */
export interface Teams {
  /** The ids of the teams that somebody belongs to: an API key to none. */
  teamsOf(account: Pick<Account, 'type' | 'id' | 'tenantId'>): Promise<readonly string[]>;
  list(tenantId: string): Promise<readonly Team[]>;
  /** The id. @throws RequestError 409 where the name is taken, or the tenant has too many. */
  create(tenantId: string, name: string): Promise<string>;
  /** @throws RequestError 404 */
  remove(tenantId: string, id: string): Promise<void>;
  /** @throws RequestError 404 for a team or a user that is not the tenant's. */
  addMember(tenantId: string, teamId: string, userId: string): Promise<void>;
  /** @throws RequestError 404 */
  removeMember(tenantId: string, teamId: string, userId: string): Promise<void>;
}

export function createTeams(db: Queries): Teams {
  return {
    async teamsOf({ type, id, tenantId }) {
      if (type !== 'user') return [];
      const rows = await db.query<{ id: string }>(
        `SELECT teams.id FROM team_members JOIN teams ON teams.id = team_id
         WHERE user_id = $1 AND tenant_id = $2 ORDER BY 1`,
        [id, tenantId],
      );
      return rows.map((row) => row.id);
    },

    list: (tenantId) =>
      db.query<Team>(
        `SELECT t.id, t.name, coalesce(json_agg(json_build_object('id', u.id, 'email', u.email) ORDER BY u.email)
           FILTER (WHERE u.id IS NOT NULL), '[]') AS members
         FROM teams t LEFT JOIN team_members m ON m.team_id = t.id LEFT JOIN users u ON u.id = m.user_id
         WHERE t.tenant_id = $1 GROUP BY t.id ORDER BY t.name LIMIT ${mostTeams}`,
        [tenantId],
      ),

    async create(tenantId, name) {
      const [added] = await db.query<{ id: string }>(
        `INSERT INTO teams (tenant_id, name)
         SELECT $1, $2 WHERE (SELECT count(*) FROM teams WHERE tenant_id = $1) < ${mostTeams}
         ON CONFLICT DO NOTHING RETURNING id`,
        [tenantId, name],
      );
      if (!added) throw conflict(`There is a team "${name}" already, or there are ${mostTeams} teams.`);
      return added.id;
    },

    async remove(tenantId, id) {
      const removed = await db.query('DELETE FROM teams WHERE id = $2 AND tenant_id = $1 RETURNING id', [tenantId, id]);
      if (removed.length === 0) throw notFound('team', id);
    },

    async addMember(tenantId, teamId, userId) {
      const found = await db.query(
        `SELECT 1 FROM teams t JOIN users u ON u.tenant_id = t.tenant_id WHERE t.tenant_id = $1 AND t.id = $2 AND u.id = $3`,
        [tenantId, teamId, userId],
      );
      if (found.length === 0) throw notFound('team with this user', teamId);
      await db.query('INSERT INTO team_members (team_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        teamId,
        userId,
      ]);
    },

    async removeMember(tenantId, teamId, userId) {
      const removed = await db.query(
        `DELETE FROM team_members USING teams WHERE teams.id = team_id AND tenant_id = $1 AND team_id = $2 AND user_id = $3
         RETURNING user_id`,
        [tenantId, teamId, userId],
      );
      if (removed.length === 0) throw notFound('member of this team', userId);
    },
  };
}
