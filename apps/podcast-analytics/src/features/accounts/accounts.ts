import type { Database } from '../../platform/db/database.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import type { Account, Plan } from './account.ts';
import { type ApiKeys, createApiKeys } from './api-keys/api-keys.ts';
import { createLogIns, type LogIns } from './log-in/log-in.ts';
import { createSessions, type Sessions } from './log-in/sessions.ts';
import { createMfa, type Mfa } from './mfa/mfa.ts';
import { createTeams, type Teams } from './teams/teams.ts';
import { createTenants, type Tenants } from './tenants/tenants.ts';
import { createPasswordLinks, type PasswordLinks } from './users/password-links.ts';
import { createUsers, type Users } from './users/users.ts';

export interface ListedAccount extends Pick<Account, 'type' | 'id' | 'tenantId' | 'role' | 'name'> {
  /** Of a key. */
  readonly plan: Plan | '';
  readonly scopes?: readonly string[];
}

/** Users, how they come in, the keys of programs, and the tenants that all of them belong to. */
export interface Accounts extends Users, PasswordLinks, LogIns, Sessions, ApiKeys {
  readonly mfa: Mfa;
  readonly tenants: Tenants;
  readonly teams: Teams;
  /** Everybody who may come in. */
  list(): Promise<readonly ListedAccount[]>;
  /** Calls back with the id of each account whose sessions or key have been ended here. */
  onEnded(listener: (accountId: string) => void): void;
}

/** @param sealer keeps second factors secret from whoever has a copy of the database */
export function createAccounts(database: Database, now: () => number, sealer: Sealer): Accounts {
  const listeners = new Set<(accountId: string) => void>();
  const ended = (accountId: string) => {
    for (const listener of listeners) listener(accountId);
  };
  const sessions = createSessions(database, now, ended);
  const mfa = createMfa(database, now, sealer);
  const { endSessions } = sessions;
  return {
    ...createUsers({ db: database, now, endSessions }),
    ...createPasswordLinks({ database, now, endSessions }),
    ...createLogIns({ database, now, sealer, mfa }),
    ...sessions,
    ...createApiKeys(database, now, ended),
    mfa,
    tenants: createTenants(database, now, endSessions),
    teams: createTeams(database),
    onEnded: (listener) => void listeners.add(listener),
    async list() {
      const rows = await database.query<Omit<ListedAccount, 'scopes'> & { scopes: readonly string[] | null }>(
        `SELECT 'user' AS type, id, tenant_id AS "tenantId", email AS name, role, '' AS plan, NULL::text[] AS scopes FROM users
         WHERE disabled_at IS NULL
         UNION ALL
         SELECT 'api_key', id, tenant_id, name, role, plan, scopes FROM api_keys WHERE revoked_at IS NULL
         ORDER BY 3, 1 DESC, 4`,
      );
      return rows.map(({ scopes, ...row }) => ({ ...row, ...(scopes && { scopes }) }));
    },
  };
}
