import type { Database } from '../src/platform/db/database.ts';
import type { Game } from './game.ts';
import type { Day } from './run-day.ts';
import { until } from './until.ts';

/** What is left in the database and at the provider, beside what clients were told. */
export interface Reconciliation {
  readonly acknowledgedHits: number;
  readonly storedHits: number;
  /** Answered with 202, and not there. */
  readonly lostHits: number;
  readonly countedDownloads: number;
  readonly hitsTwice: number;
  readonly redirects: { readonly answered: number; readonly stored: number };
  /** Payments that the service has taken on. */
  readonly ordered: number;
  readonly charges: number;
  readonly chargedTwice: number;
  readonly unsettled: number;
  readonly upstreamCalls: number;
  readonly intendedCalls: number;
  readonly amplification: number;
  /** How long it took after the last phase until nothing was under way any more. */
  readonly settledAfterMs: number;
}

/** What is stored goes out within a second; a payment without an answer is asked about a minute later, then two. */
const patienceMs = 240_000;

/** Waits until nothing is under way any more, and compares. */
export async function reconcile(game: Game, day: Day, database: Database): Promise<Reconciliation> {
  const since = performance.now();
  await until(() => isSettled(game, database), patienceMs, 1_000);
  const settledAfterMs = performance.now() - since;
  return { ...(await hitsOf(day, database)), ...(await paymentsOf(game, day, database)), settledAfterMs };
}

async function isSettled({ apps, prepared }: Game, database: Database): Promise<boolean> {
  const open = await database.query(`SELECT 1 FROM payments WHERE state IN ('created', 'processing') LIMIT 1`);
  const spools = await Promise.all(
    apps.map(async ({ url }) => {
      const response = await fetch(`${url}/metrics`, { headers: { 'x-api-key': prepared.keys.monitor } });
      return /^spool_bytes 0$/m.test(await response.text());
    }),
  );
  return open.length === 0 && spools.every(Boolean);
}

async function hitsOf({ ledger, samples, probes }: Day, database: Database) {
  const rows = await database.query<{ time: Date; n: number }>(
    `SELECT time, count(*) AS n FROM hits WHERE episode_id IN (SELECT id FROM episodes WHERE key LIKE '%/ingest.mp3') GROUP BY time`,
  );
  const stored = new Map(rows.map(({ time, n }) => [time.getTime(), n]));
  const storedTwice = [...stored.values()].reduce((sum, n) => sum + n - 1, 0);
  const [counted] = await database.query<{ n: number }>(
    `SELECT coalesce(sum(n), 0)::int8 AS n FROM outcome_days
     WHERE outcome = 'counted' AND episode_id IN (SELECT id FROM episodes WHERE key LIKE '%/ingest.mp3')`,
  );
  const [redirects] = await database.query<{ n: number }>(
    `SELECT count(*) AS n FROM hits WHERE episode_id IN (SELECT id FROM episodes WHERE key LIKE '%/redirect.mp3')`,
  );
  const countedDownloads = counted?.n ?? 0;
  const answered =
    samples.filter(({ kind, isAnswered }) => kind === 'redirect' && isAnswered).length +
    probes.filter(({ broken }) => !broken.includes('redirect')).length;
  return {
    acknowledgedHits: ledger.acknowledged.size,
    storedHits: stored.size,
    lostHits: [...ledger.acknowledged].filter((time) => !stored.has(time)).length,
    countedDownloads,
    hitsTwice: storedTwice + Math.max(0, countedDownloads - stored.size), // each is one download of a listener of its own
    redirects: { answered, stored: redirects?.n ?? 0 },
  };
}

async function paymentsOf({ world }: Game, { payer, signals }: Day, database: Database) {
  const charged = world.stripe.payments().filter(({ status }) => status === 'succeeded');
  const chargesOf = new Map<string, number>();
  for (const { metadata } of charged) {
    const invoice = metadata['invoice'] ?? '';
    chargesOf.set(invoice, (chargesOf.get(invoice) ?? 0) + 1);
  }
  const rows = await database.query<{ invoice: string; state: string }>(
    'SELECT invoice_id AS invoice, state FROM payments',
  );
  const paid = new Set(rows.filter(({ state }) => state === 'succeeded').map(({ invoice }) => invoice));
  // Ordered and not paid, paid and not charged, charged and not paid.
  const disagreed = new Set([
    ...[...payer.ordered].filter((invoice) => !paid.has(invoice)),
    ...[...paid].filter((invoice) => !chargesOf.has(invoice)),
    ...[...chargesOf.keys()].filter((invoice) => !paid.has(invoice)),
  ]);
  const intendedCalls = signals.providerCalls['stripe'] ?? 0;
  const upstreamCalls = world.stripe.requests;
  return {
    ordered: payer.ordered.size,
    charges: charged.length,
    chargedTwice: [...chargesOf.values()].filter((n) => n > 1).length,
    unsettled: disagreed.size,
    ...{ upstreamCalls, intendedCalls, amplification: upstreamCalls / intendedCalls },
  };
}
