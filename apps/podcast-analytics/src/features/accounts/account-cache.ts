import type { CacheOutcome } from '../../platform/metrics/cache-metrics.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { Grant } from './log-in/sessions.ts';
import { hashToken } from './token.ts';

const freshMs = 10_000;
const mostEntries = 10_000;

interface Entry extends Grant {
  readonly asOf: number;
}

export interface AccountCache {
  ofSession(token: string): Promise<Account | undefined>;
  ofApiKey(key: string): Promise<Account | undefined>;
  /** Asks the database again for that token or key. */
  forget(secret: string): void;
}

/**
 * Spares the database a question a request, and keeps the doors open to those who are inside while it is away: who was known
 * once stays known until the database can say otherwise, or until the session or key expires. What is ended in this process
 * is so here at once, what is ended elsewhere ten seconds later.
 */
export function createAccountCache(
  accounts: Pick<Accounts, 'ofSession' | 'ofApiKey' | 'onEnded'>,
  now: () => number,
  observe: (outcome: CacheOutcome) => void = () => {},
): AccountCache {
  const entries = new Map<string, Entry>();
  /** Counts what was ended, so that an answer that was on its way meanwhile is not kept. */
  let endings = 0;

  accounts.onEnded((accountId) => {
    endings += 1;
    for (const [key, { account }] of entries) if (account.id === accountId) entries.delete(key);
  });

  async function find(secret: string, ask: (secret: string) => Promise<Grant | undefined>) {
    const key = keyOf(secret);
    const found = entries.get(key);
    const entry = found && now() < found.expiresAt ? found : undefined;
    if (entry && now() - entry.asOf < freshMs) {
      observe('hit');
      return entry.account;
    }
    const endingsBefore = endings;
    try {
      const grant = await ask(secret);
      observe('miss');
      entries.delete(key);
      if (grant && endings === endingsBefore) remember(key, { ...grant, asOf: now() });
      return grant?.account;
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
    forget(secret) {
      endings += 1;
      entries.delete(keyOf(secret));
    },
  };
}

function keyOf(secret: string): string {
  return Buffer.from(hashToken(secret)).toString('base64');
}
