import { type BillingParts, systemActor } from './billing-parts.ts';
import type { Deliveries } from './delivery.ts';
import type { Invoice } from './invoice.ts';
import {
  type BillingTotals,
  billingTotals,
  creditNotesOf,
  type InvoiceFilter,
  type InvoicePage,
  invoicePage,
} from './invoice-queries.ts';
import { createInvoices, type Invoices } from './invoices.ts';
import { type MonthlyRun, runMonth } from './monthly-run.ts';
import { createParties, type Parties } from './parties.ts';
import type { Payment } from './payment.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { paymentsOf } from './payment-rows.ts';
import { createPayments, type Payments } from './payments.ts';

export interface Billing {
  readonly invoices: Invoices;
  readonly payments: Payments;
  readonly parties: Parties;
  list(
    tenantId: string,
    filter: InvoiceFilter,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<InvoicePage>;
  totals(tenantId: string): Promise<readonly BillingTotals[]>;
  /** Of an invoice, the newest first. */
  paymentsOf(tenantId: string, invoiceId: string): Promise<readonly Payment[]>;
  creditNotesOf(tenantId: string, invoiceId: string): Promise<readonly Invoice[]>;
  /** Drafts the invoices of a month that is over, or brings its drafts up to date. */
  run(tenantId: string, month: string): Promise<MonthlyRun>;
  /** The same for every tenant, by nobody's order. Rejects once all were tried where one failed. */
  runAll(month: string, signal?: AbortSignal): Promise<void>;
}

export interface BillingOptions extends BillingParts {
  readonly provider: PaymentProvider;
  readonly deliveries: Deliveries;
}

export function createBilling(options: BillingOptions): Billing {
  const { database, audit, now, deliveries } = options;

  async function run(tenantId: string, month: string, actor?: ReturnType<typeof systemActor>): Promise<MonthlyRun> {
    const done = await runMonth({ database, deliveries, now }, tenantId, month);
    const details = { month, ...done };
    if (!actor || done.created > 0) {
      await audit.log({ action: 'billing.run', ...(actor && { actor }), details });
    }
    return done;
  }

  return {
    invoices: createInvoices(options),
    payments: createPayments(options),
    parties: createParties(options),
    list: (tenantId, filter, page) => invoicePage(database, tenantId, filter, page),
    totals: (tenantId) => billingTotals(database, tenantId, new Date(now()).toISOString().slice(0, 10)),
    paymentsOf: (tenantId, invoiceId) => paymentsOf(database, tenantId, invoiceId),
    creditNotesOf: (tenantId, invoiceId) => creditNotesOf(database, tenantId, invoiceId),
    run,
    async runAll(month, signal) {
      const tenants = await deliveries.tenants();
      let failed = 0;
      for (const tenantId of tenants) {
        if (signal?.aborted) return;
        const actor = systemActor(tenantId);
        await run(tenantId, month, actor).catch((error) => {
          failed += 1;
          const details = { month, created: 0, updated: 0 };
          return audit.log({ action: 'billing.run', actor, outcome: 'FAILURE', reason: String(error), details });
        });
      }
      // Which ones they are, the trail of each tells: administrators of all tenants read why a job has failed.
      if (failed > 0) throw new Error(`${month} could not be drafted for ${failed} of ${tenants.length} tenants`);
    },
  };
}
