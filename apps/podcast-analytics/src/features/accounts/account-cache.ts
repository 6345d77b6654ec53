import type { CacheOutcome } from '../../platform/metrics/cache-metrics.ts';
import { createQuestions, late } from '../../platform/questions.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { Grant } from './log-in/sessions.ts';
import { hashToken } from './token.ts';

const freshMs = 10_000;
/** How long the database is waited for by those who are known. */
const patienceMs = 100;
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
 * Spares the database a question a request, and keeps the doors open to those who are inside while it is slow or away: who was
 * known once stays known until the database has said otherwise, or until the session or key expires. What is ended in this process
 * is so here at once, what is ended elsewhere ten seconds later.
 */
export function createAccountCache(
  accounts: Pick<Accounts, 'ofSession' | 'ofApiKey' | 'onEnded'>,
  now: () => number,
  observe: (outcome: CacheOutcome) => void = () => {},
): AccountCache {
  const entries = new Map<string, Entry>();
  /** Counts what was ended, so that an answer that was on its way meanwhile is neither kept nor waited for. */
  let endings = 0;
  const ask = createQuestions(patienceMs);

  accounts.onEnded((accountId) => {
    endings += 1;
    for (const [key, { account }] of entries) if (account.id === accountId) entries.delete(key);
  });

  async function find(secret: string, load: (secret: string) => Promise<Grant | undefined>) {
    const key = keyOf(secret);
    const found = entries.get(key);
    const entry = found && now() < found.expiresAt ? found : undefined;
    if (entry && now() - entry.asOf < freshMs) {
      observe('hit');
      return entry.account;
    }
    const { answer, soon } = ask(`${endings} ${key}`, () => look(key, () => load(secret)));
    if (!entry) return answer;
    const account = await soon.catch((): typeof late => late);
    if (account !== late) return account;
    observe('stale');
    return entry.account;
  }

  async function look(key: string, load: () => Promise<Grant | undefined>): Promise<Account | undefined> {
    const endingsBefore = endings;
    const grant = await load();
    observe('miss');
    entries.delete(key);
    if (grant && endings === endingsBefore) remember(key, { ...grant, asOf: now() });
    return grant?.account;
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

/** Without a memory: whoever comes in waits for the database. */
export function askEachTime({ ofSession, ofApiKey }: Pick<Accounts, 'ofSession' | 'ofApiKey'>): AccountCache {
  return {
    ofSession: async (token) => (await ofSession(token))?.account,
    ofApiKey: async (key) => (await ofApiKey(key))?.account,
    forget() {},
  };
}

function keyOf(secret: string): string {
  return Buffer.from(hashToken(secret)).toString('base64');
}
