import { randomUUID } from 'node:crypto';
import { createAccounts } from '../src/features/accounts/accounts.ts';
import { homeTenant } from '../src/features/accounts/first-account.ts';
import { createHostRepository } from '../src/features/redirect/host-repository.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { createSealer } from '../src/platform/keys/sealer.ts';
import { insertIssuedInvoice } from '../test/issued-invoice.ts';
import { mediaHost } from './traffic.ts';

/** Who asks, and what there is to pay. */
export interface Prepared {
  readonly keys: Readonly<Record<'programs' | 'abuser' | 'monitor', string>>;
  readonly logIn: { readonly email: string; readonly password: string };
  readonly invoices: readonly string[];
}

/** Fills a new database with accounts, keys, the host that redirects lead to, and issued invoices. */
export async function prepareDatabase(url: string, invoices: number): Promise<Prepared> {
  const database = await openDatabase({ url });
  try {
    await createHostRepository(database).add(homeTenant, mediaHost);
    const accounts = createAccounts(database, Date.now, createSealer(['seals nothing here']));
    const key = { tenantId: homeTenant, role: 'ADMIN', plan: 'network' } as const;
    const logIn = { email: 'gameday@podcast.example', password: randomUUID() };
    await accounts.addUser({ ...logIn, tenantId: homeTenant, role: 'ADMIN' });
    const issued = Array.from({ length: invoices }, (_, n) =>
      insertIssuedInvoice(database, { totalMinor: 1_000 + n, now: Date.now(), tenantId: homeTenant }),
    );
    return {
      keys: {
        programs: await accounts.addApiKey({ ...key, name: 'programs' }),
        abuser: await accounts.addApiKey({ ...key, name: 'abuser', role: 'VIEWER', plan: 'free' }),
        monitor: await accounts.addApiKey({ ...key, name: 'monitor', role: 'MONITOR' }),
      },
      logIn,
      invoices: await Promise.all(issued),
    };
  } finally {
    await database.close();
  }
}
