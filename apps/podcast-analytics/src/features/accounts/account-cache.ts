import type { CacheOutcome } from '../../platform/metrics/cache-metrics.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import { hashToken } from './token.ts';

const freshMs = 10_000;
const mostEntries = 10_000;

interface Entry {
  readonly account: Account;
  readonly asOf: number;
}

export interface AccountCache extends Pick<Accounts, 'ofSession' | 'ofApiKey'> {
  /** Asks the database again for that token or key. */
  forget(secret: string): void;
}

/**
 * Spares the database a question a request, and keeps the doors open to those who are inside while it is away: who was known
 * once stays known until the database can say otherwise. A session or key that is ended elsewhere is so here ten seconds later.
 */
export function createAccountCache(
  accounts: Accounts,
  now: () => number,
  observe: (outcome: CacheOutcome) => void = () => {},
): AccountCache {
  const entries = new Map<string, Entry>();

  async function find(secret: string, ask: (secret: string) => Promise<Account | undefined>) {
    const key = keyOf(secret);
    const entry = entries.get(key);
    if (entry && now() - entry.asOf < freshMs) {
      observe('hit');
      return entry.account;
    }
    try {
      const account = await ask(secret);
      observe('miss');
      entries.delete(key);
      if (account) remember(key, { account, asOf: now() });
      return account;
    } catch (error) {
      if (!entry) throw error;
      observe('stale');
      return entry.account;
    }
  }

  function remember(key: string, entry: Entry): void {
    const [oldest] = entries.size >= mostEntries ? entries.keys() : [];
    if (oldest !== undefined) entries.delete(oldest);
    entries.set(key, entry);
  }

  return {
    ofSession: (token) => find(token, accounts.ofSession),
    ofApiKey: (key) => find(key, accounts.ofApiKey),
    forget: (secret) => void entries.delete(keyOf(secret)),
  };
}

function keyOf(secret: string): string {
  return Buffer.from(hashToken(secret)).toString('base64');
}
