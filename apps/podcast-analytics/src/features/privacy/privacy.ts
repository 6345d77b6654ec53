import { join } from 'node:path';
import type { Database } from '../../platform/db/database.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { TenantScope } from '../accounts/tenant-scope.ts';
import { checkEmail } from '../accounts/users/check-user.ts';
import { forgetInFlags } from './forget-in-flags.ts';
import {
  eraseListener,
  exportListener,
  type ListenerErasure,
  type ListenerTraits,
  mentionsAddress,
} from './listener.ts';
import { addressPattern, createPeople, type Erasure, mostRowsOfTable, type People } from './person.ts';
import { createPersonalFiles, type Mentions } from './personal-files.ts';
import { createRetention, type RetentionReport } from './retention.ts';
import { untilStored } from './until-stored.ts';

/** What people may ask for under the GDPR, and what happens without asking. All of it is audited, by ids only. */
export interface Privacy extends Pick<People, 'userIdOf'> {
  /** Everything that is stored about an address: one JSON object a line. */
  exportPerson(scope: TenantScope, email: string): Promise<string>;
  erasePerson(scope: TenantScope, email: string): Promise<Erasure>;
  /** The same of a listener, in the months whose key is there. */
  exportListener(traits: ListenerTraits): Promise<string>;
  eraseListener(traits: ListenerTraits): Promise<ListenerErasure & { readonly lines: number }>;
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
  const listener = { type: 'listener', id: 'by address and user agent' };
  const files = createPersonalFiles(dataDir, now);

  async function exported(resource: { type: string; id: string }, records: readonly object[]): Promise<string> {
    await audit.log({ action: 'data.export', resource, details: { format: 'ndjson', records: records.length } });
    return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  }

  return {
    userIdOf: people.userIdOf,

    async exportPerson(scope, email) {
      if (scope === 'all tenants') await untilStored(dataDir);
      const rows = await people.export(scope, email);
      // A line of a file is of a log, and whose log that is does not stand in it.
      const lines = scope === 'all tenants' ? await files.find(mentionsPerson(email), mostRowsOfTable) : [];
      return exported(resourceOf(await people.userIdOf(scope, email)), [...rows, ...lines]);
    },

    async erasePerson(scope, email) {
      const resource = resourceOf(await people.userIdOf(scope, email));
      await audit.log({ action: 'data.delete', resource, reason: 'erasure of a person' });
      if (scope === 'all tenants') await untilStored(dataDir);
      const erasure = await people.erase(scope, email);
      if (scope !== 'all tenants' && erasure.userId === undefined) return erasure;
      await forgetInFlags(join(dataDir, 'flags.json'), email);
      return { ...erasure, rows: erasure.rows + (await files.erase(mentionsPerson(email))) };
    },

    async exportListener(traits) {
      await untilStored(dataDir);
      const rows = await exportListener(database, traits);
      return exported(listener, [...rows, ...(await files.find(mentionsAddress(traits.address), mostRowsOfTable))]);
    },

    async eraseListener(traits) {
      await audit.log({ action: 'data.delete', resource: listener, reason: 'erasure of a listener' });
      await untilStored(dataDir);
      const erased = await eraseListener(database, traits);
      return { ...erased, lines: await files.erase(mentionsAddress(traits.address)) };
    },

    async removeExpired(signal) {
      const report = { ...(await removeExpired(signal)), files: await files.removeExpired() };
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

function mentionsPerson(email: string): Mentions {
  const pattern = new RegExp(addressPattern(checkEmail(email)), 'i');
  return (line) => pattern.test(line);
}
