import { join } from 'node:path';
import type { Database } from '../../platform/db/database.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { TenantScope } from '../accounts/tenant-scope.ts';
import { forgetInFlags } from './forget-in-flags.ts';
import { eraseListener, type ListenerErasure, type ListenerTraits } from './listener.ts';
import { createPeople, type Erasure, type People } from './person.ts';
import { createRetention, type RetentionReport } from './retention.ts';

/** What people may ask for under the GDPR, and what happens without asking. All of it is audited, by ids only. */
export interface Privacy extends Pick<People, 'userIdOf'> {
  /** Everything that is stored about an address: one JSON object a line. */
  exportPerson(scope: TenantScope, email: string): Promise<string>;
  erasePerson(scope: TenantScope, email: string): Promise<Erasure>;
  eraseListener(traits: ListenerTraits): Promise<ListenerErasure>;
  /** What is kept no longer, see retention.ts. */
  removeExpired(signal?: AbortSignal): Promise<RetentionReport>;
}

interface PrivacyParts {
  readonly database: Database;
  readonly now: () => number;
  readonly dataDir: string;
  readonly accounts: Pick<Accounts, 'endSessions'>;
  readonly audit: AuditTrail;
}

export function createPrivacy({ database, now, dataDir, accounts, audit }: PrivacyParts): Privacy {
  const people = createPeople(database, accounts.endSessions);
  const removeExpired = createRetention(database, now);
  /** Somebody without an account has no id: that there was an erasure is told, and not of whom. */
  const resourceOf = (userId: string | undefined) => ({ type: 'person', id: userId ?? 'without an account' });

  return {
    userIdOf: people.userIdOf,

    async exportPerson(scope, email) {
      const rows = await people.export(scope, email);
      const resource = resourceOf(await people.userIdOf(scope, email));
      await audit.log({ action: 'data.export', resource, details: { format: 'ndjson', records: rows.length } });
      return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    },

    async erasePerson(scope, email) {
      const resource = resourceOf(await people.userIdOf(scope, email));
      await audit.log({ action: 'data.delete', resource, reason: 'erasure of a person' });
      const erasure = await people.erase(scope, email);
      if (scope === 'all tenants' || erasure.userId !== undefined)
        await forgetInFlags(join(dataDir, 'flags.json'), email);
      return erasure;
    },

    async eraseListener(traits) {
      await audit.log({
        action: 'data.delete',
        resource: { type: 'listener', id: 'by address and user agent' },
        reason: 'erasure of a listener',
      });
      return eraseListener(database, traits);
    },

    async removeExpired(signal) {
      const report = await removeExpired(signal);
      const records = Object.values(report).reduce((all, n) => all + n, 0);
      await audit.log({
        action: 'data.delete',
        actor: { type: 'system', id: 'retention' },
        reason: 'expired',
        details: { records, ...report },
      });
      return report;
    },
  };
}
