import { expect } from 'vitest';
import { createPayments } from '../src/features/billing/payments.ts';
import { createStripeEvents } from '../src/features/billing/stripe-events.ts';
import type { Database } from '../src/platform/db/database.ts';
import { RequestError } from '../src/platform/http/request-error.ts';
import { createFakeStripe, type methods, type Network } from './fake-stripe.ts';
import { insertIssuedInvoice } from './issued-invoice.ts';
import { createMortalProcess, Killed, type MortalProcess } from './mortal-process.ts';

export type Command =
  | { readonly do: 'pay'; readonly invoice: number; readonly method: (typeof methods)[number] }
  | { readonly do: 'reconcile' | 'decide' }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'webhook'; readonly event: number };

const minute = 60_000;
const totals = [11_900, 1, 4_999];

/** A provider, a database with three invoices, and processes that die. */
export async function createPaymentWorld(database: Database, plan: readonly Network[]) {
  await database.query('CREATE TABLE IF NOT EXISTS told (type text, subject text)');
  for (const table of ['payments', 'invoice_lines', 'invoices', 'stripe_events', 'told']) {
    await database.query(`DELETE FROM ${table}`);
  }
  let now = Date.UTC(2026, 10, 3);
  const network = [...plan];
  const stripe = createFakeStripe(
    () => now,
    () => network.shift() ?? 'answers',
  );
  const methodOf = new Map<string, string>();
  const ids: string[] = [];
  for (const totalMinor of totals) ids.push(await insertIssuedInvoice(database, { totalMinor, now }));

  function startProcess(process: MortalProcess) {
    const parts = { database: process.database(database), now: () => now };
    const payments = createPayments({
      ...parts,
      audit: { log: process.mortal(async () => ({ id: '', seq: 0, hash: '', durable: true })) },
      outbox: {
        add: process.mortal((tx, { type, subject }) => tx.query('INSERT INTO told VALUES ($1, $2)', [type, subject])),
      },
      provider: {
        charge: process.mortal((charge) => {
          methodOf.set(charge.idempotencyKey, charge.paymentMethod);
          return stripe.provider.charge(charge);
        }),
        payment: process.mortal(stripe.provider.payment),
        findPayment: process.mortal(stripe.provider.findPayment),
      },
    });
    return { payments, events: createStripeEvents({ ...parts, payments, amountOf: (units) => units }) };
  }

  async function act(one: Command, { payments, events }: ReturnType<typeof startProcess>): Promise<unknown> {
    switch (one.do) {
      case 'pay':
        return payments.pay('demo', ids[one.invoice] ?? '', one.method);
      case 'reconcile':
        return payments.reconcile();
      case 'decide':
        return stripe.decide((id) => methodOf.get(id));
      case 'wait':
        now += one.minutes * minute;
        return;
      case 'webhook': {
        const event = stripe.events[one.event % Math.max(1, stripe.events.length)];
        return event && events.take(event);
      }
      default:
        one satisfies never;
    }
  }

  /** Whether the process was killed. What a user is told, such as that an invoice is paid already, is no failure. */
  async function run(one: Command, diesAt: number): Promise<boolean> {
    try {
      await act(one, startProcess(createMortalProcess(diesAt)));
      return false;
    } catch (error) {
      if (error instanceof Killed) return true;
      if (error instanceof RequestError) return false;
      throw error;
    }
  }

  /** Time passes, the banks decide, and nothing fails any more. Webhooks alone may be lost for good. */
  async function settle(): Promise<void> {
    network.length = 0;
    const { payments } = startProcess(createMortalProcess());
    const open = `SELECT 1 FROM payments WHERE state IN ('created', 'processing')`;
    for (let hours = 0; hours < 30 && (await database.query(open)).length > 0; hours++) {
      await payments.reconcile();
      stripe.decide((id) => methodOf.get(id));
      now += 60 * minute;
    }
  }

  /** The naive ledger: what the provider took is what was paid, by payment, by invoice and in all, to the cent. */
  async function expectToAgree(): Promise<void> {
    const taken = stripe.intents().filter(({ status }) => status === 'succeeded');
    const sumOf = (some: typeof taken) => some.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const payments = await database.query<{ id: string; state: string; amount: number }>(
      'SELECT id, state, amount_minor AS amount FROM payments',
    );
    for (const { id, state, amount } of payments) {
      const charges = taken.filter(({ metadata }) => metadata['payment'] === id);
      expect([state, charges.length, sumOf(charges)]).toEqual(
        charges.length > 0 ? ['succeeded', 1, amount] : ['failed', 0, 0],
      );
    }
    for (const [index, id] of ids.entries()) {
      const charged = sumOf(taken.filter(({ metadata }) => metadata['invoice'] === id));
      const [invoice] = await database.query<{ state: string }>('SELECT state FROM invoices WHERE id = $1', [id]);
      expect([charged, invoice?.state]).toEqual(charged > 0 ? [totals[index], 'paid'] : [0, 'issued']);
    }
    const told = await database.query<{ type: string; subject: string }>('SELECT * FROM told');
    const due = payments.map(
      ({ id, state }) => `${state === 'succeeded' ? 'payment.processed' : 'payment.failed'} ${id}`,
    );
    expect(told.map(({ type, subject }) => `${type} ${subject}`).sort()).toEqual(due.sort());
  }

  return { run, settle, expectToAgree };
}
