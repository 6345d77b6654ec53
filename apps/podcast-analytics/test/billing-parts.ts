import { createBilling } from '../src/features/billing/billing.ts';
import type { BillingEvent } from '../src/features/billing/billing-parts.ts';
import type { PaymentProvider } from '../src/features/billing/payment-provider.ts';
import type { Database } from '../src/platform/db/database.ts';
import { createFakeDeliveries } from './fake-deliveries.ts';
import { createFakeStripe } from './fake-stripe.ts';

export const party = { name: 'A company', address: 'Street 1\n12345 Town', taxId: 'DE1', email: '' };

/** Billing with deliveries that are made up, a fake Stripe, and an audit trail and outbox that only remember. */
export async function openBilling(
  database: Database,
  options: { now?: () => number; provider?: PaymentProvider } = {},
) {
  const { now = () => Date.UTC(2026, 10, 3) } = options;
  const deliveries = createFakeDeliveries();
  const audited: string[] = [];
  const told: BillingEvent[] = [];
  const stripe = createFakeStripe(now, () => 'answers');
  const billing = createBilling({
    ...{ database, deliveries, now, provider: options.provider ?? stripe.provider },
    audit: {
      log: async ({ action }) => {
        audited.push(action);
        return { id: '', seq: 0, hash: '', durable: true };
      },
    },
    outbox: { add: async (_, event) => void told.push(event) },
  });
  return {
    ...{ billing, deliveries, stripe, audited, told },
    /** Says who invoices are from and to, with a rate of tax. */
    async setParties(advertiser = 'Acme', taxBasisPoints = 1_900): Promise<void> {
      await billing.parties.setIssuer('demo', party);
      const terms = { taxBasisPoints, termsDays: 14, paymentMethod: '' };
      await billing.parties.setAdvertiser('demo', { ...party, ...terms, advertiser });
    },
    /** The invoices of a month, drafted now. */
    async draft(month: string, tenantId = 'demo') {
      await billing.run(tenantId, month);
      return (await billing.list(tenantId, { month }, { limit: 100 })).invoices;
    },
  };
}

/** Leaves nothing of billing behind. */
export async function emptyBilling(database: Database): Promise<void> {
  const tables = ['payments', 'invoice_lines', 'invoices', 'invoice_numbers', 'advertisers', 'invoice_issuers'];
  for (const table of tables) await database.query(`DELETE FROM ${table}`);
}
