import type { Database, Queries } from '../../platform/db/database.ts';
import type { AuditTrail } from '../../scry/audit.ts';

/** What all services of billing are made of. */
export interface BillingParts {
  readonly database: Database;
  /** What cannot be audited is not done: events are logged before the transaction commits. */
  readonly audit: AuditTrail;
  readonly outbox: Outbox;
  /** The wall clock, in epoch milliseconds. */
  readonly now: () => number;
}

interface PaymentData {
  readonly invoiceId: string;
  readonly provider: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** What billing tells the rest of the platform, in the transaction of the change. */
export interface Outbox {
  add(tx: Queries, event: BillingEvent): Promise<unknown>;
}

export type BillingEvent = { readonly tenantId: string; readonly subject: string } & (
  | { readonly type: 'payment.processed'; readonly data: PaymentData }
  | { readonly type: 'payment.failed'; readonly data: PaymentData & { readonly reason: string } }
);

/** Who does what no person has asked for at that moment. */
export function systemActor(tenantId: string) {
  return { type: 'system', id: 'billing', tenantId } as const;
}
