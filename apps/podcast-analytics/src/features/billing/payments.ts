import type { Queries } from '../../platform/db/database.ts';
import { conflict } from '../../platform/http/request-error.ts';
import { type BillingParts, systemActor } from './billing-parts.ts';
import { type Invoice, openAmount } from './invoice.ts';
import { lockInvoice, updateState } from './invoice-writes.ts';
import { holdInvoice } from './invoices.ts';
import { isOpen, type Outcome, type Payment, settle } from './payment.ts';
import { outcomeOf } from './payment-outcome.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { claimPayment, duePayments, findPayment, insertPayment, lookUpPayment, writeSettled } from './payment-rows.ts';

/** How long the provider is waited for by whoever pays; after that the payment is found out about later. */
const askMs = 30_000;
const paymentsOfRun = 100;

export interface Payments {
  /**
   * Pays what is open of an invoice, and resolves with what has become of it: it may still be under way.
   * @throws a `RequestError` where there is nothing to pay, or it is being paid already
   */
  pay(tenantId: string, invoiceId: string, paymentMethod: string): Promise<Payment>;
  /** Asks the provider about payments that are still open, and resolves with how many are settled now. */
  reconcile(signal?: AbortSignal): Promise<number>;
  /** Takes in what the provider tells of a payment, in the transaction that keeps it from being taken in twice. */
  tell(tx: Queries, told: ToldPayment): Promise<void>;
}

/** What came from the provider by itself. */
export interface ToldPayment {
  readonly providerId: string;
  /** Ours, which was sent along with the charge. */
  readonly paymentId?: string | undefined;
  readonly outcome: Outcome;
}

/**
 * Pays by way of three commits: the payment with its key, that it is being sent, and what came of it. A process that is killed
 * between any two leaves a row that says how far it got; whoever finds it asks the provider with the same key, so that nothing is
 * charged twice and nothing that was charged is forgotten.
 */
export function createPayments({
  database,
  audit,
  outbox,
  now,
  provider,
}: BillingParts & { readonly provider: PaymentProvider }): Payments {
  const parts = { audit, outbox };

  async function ask(id: string, signal: AbortSignal): Promise<Payment | undefined> {
    const payment = await database.transaction((tx) => claimPayment(tx, id, new Date(now())), { idempotent: true });
    if (!payment) return undefined;
    const outcome = await outcomeOf(payment, provider, { now: now(), signal });
    return database.transaction((tx) => take(tx, payment, outcome, new Date(now()), parts), { idempotent: true });
  }

  return {
    async pay(tenantId, invoiceId, paymentMethod) {
      const payment = await database.transaction(async (tx) => {
        const invoice = await holdInvoice(tx, tenantId, invoiceId);
        const amountMinor = await payable(tx, invoice);
        const created = await insertPayment(tx, {
          tenantId,
          invoiceId,
          amountMinor,
          currency: invoice.currency,
          paymentMethod,
          now: new Date(now()),
        });
        const details = { amountMinor, currency: invoice.currency, invoiceId };
        await audit.log({ action: 'payment.requested', resource: resourceOf(created), details });
        return created;
      });
      return (await ask(payment.id, AbortSignal.timeout(askMs))) ?? payment;
    },

    async reconcile(signal) {
      let settled = 0;
      for (const id of await duePayments(database, new Date(now()), paymentsOfRun)) {
        if (signal?.aborted) break;
        const payment = await ask(id, signal ?? AbortSignal.timeout(askMs));
        if (payment && !isOpen(payment.state)) settled += 1;
      }
      return settled;
    },

    async tell(tx, { outcome, ...which }) {
      const payment = await lookUpPayment(tx, which);
      if (payment) await take(tx, payment, outcome, new Date(now()), parts);
    },
  };
}

async function payable(tx: Queries, invoice: Invoice): Promise<number> {
  const { id, kind, state } = invoice;
  if (kind !== 'invoice' || state !== 'issued')
    throw conflict(`Only an issued invoice can be paid; this is ${kind === 'invoice' ? state : 'a credit note'}.`);
  const underWay = await tx.query(
    `SELECT 1 FROM payments WHERE invoice_id = $1 AND state IN ('created', 'processing')`,
    [id],
  );
  if (underWay.length > 0)
    throw conflict('The invoice is being paid already: the payment provider has not answered yet.');
  const open = openAmount(invoice);
  if (open <= 0) throw conflict('There is nothing to pay.');
  return open;
}

/** What has become of a payment, of its invoice, and who is told. */
async function take(
  tx: Queries,
  { id, tenantId, invoiceId }: Payment,
  outcome: Outcome,
  now: Date,
  { audit, outbox }: Pick<BillingParts, 'audit' | 'outbox'>,
): Promise<Payment | undefined> {
  await lockInvoice(tx, tenantId, invoiceId);
  const before = await findPayment(tx, id);
  if (!before) return undefined;
  const after = settle(before, outcome);
  const payment = await writeSettled(tx, before, after, now);
  if (after.state === before.state && after.refundedMinor === before.refundedMinor) return payment;
  await updateState(tx, invoiceId, now);
  const { amountMinor, currency, refundedMinor } = payment;
  const told = { actor: systemActor(tenantId), resource: resourceOf(payment) };
  const details = { amountMinor, refundedMinor, currency, invoiceId, provider: 'stripe' };
  const data = { invoiceId, provider: 'stripe', amountMinor, currency };
  if (after.state === 'failed') {
    const reason = after.failure ?? '';
    await audit.log({ ...told, action: 'payment.failed', outcome: 'FAILURE', reason, details });
    await outbox.add(tx, { type: 'payment.failed', tenantId, subject: id, data: { ...data, reason } });
  } else if (refundedMinor > before.refundedMinor) {
    await audit.log({ ...told, action: 'payment.refunded', details });
  } else {
    await audit.log({ ...told, action: 'payment.processed', details });
    await outbox.add(tx, { type: 'payment.processed', tenantId, subject: id, data });
  }
  return payment;
}

function resourceOf({ id, tenantId }: Payment) {
  return { type: 'payment', id, tenantId };
}
