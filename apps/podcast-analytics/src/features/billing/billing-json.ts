import * as z from 'zod';
import { documentKinds, type Invoice, type InvoiceSummary, invoiceStates, lineKinds, openAmount } from './invoice.ts';
import { type Payment, paymentStates } from './payment.ts';

/** The shapes of the API. Amounts are whole minor units of the currency beside them, times are UTC. */

const day = z.iso.date();
const time = z.iso.datetime().nullable();
const period = z.object({ from: day, to: day });
const party = z.object({ name: z.string(), address: z.string(), taxId: z.string(), email: z.string() });

export const summaryJson = z.object({
  id: z.uuid(),
  kind: z.enum(documentKinds),
  state: z.enum(invoiceStates),
  number: z.string().nullable(),
  advertiser: z.string(),
  period,
  currency: z.string(),
  netMinor: z.int(),
  taxMinor: z.int(),
  totalMinor: z.int(),
  creditedMinor: z.int(),
  paidMinor: z.int(),
  openMinor: z.int(),
  lastPayment: z.enum(paymentStates).nullable(),
  dueOn: day.nullable(),
  createdAt: z.iso.datetime(),
  issuedAt: time,
  paidAt: time,
  voidedAt: time,
});

export const paymentJson = z.object({
  id: z.uuid(),
  state: z.enum(paymentStates),
  amountMinor: z.int(),
  refundedMinor: z.int(),
  currency: z.string(),
  failure: z.string().nullable(),
  createdAt: z.iso.datetime(),
  settledAt: time,
});

export const invoiceJson = summaryJson.extend({
  taxes: z.array(z.object({ basisPoints: z.int(), netMinor: z.int(), taxMinor: z.int() })),
  issuer: party.nullable(),
  recipient: party.nullable(),
  corrects: z.object({ id: z.uuid(), number: z.string().nullable() }).nullable(),
  reason: z.string().nullable(),
  lines: z.array(
    z.object({
      id: z.uuid(),
      position: z.int(),
      kind: z.enum(lineKinds),
      campaignId: z.uuid(),
      campaignName: z.string(),
      period,
      impressions: z.int(),
      cpmMinor: z.int(),
      netMinor: z.int(),
      taxBasisPoints: z.int(),
      parts: z.array(z.object({ episodeKey: z.string(), label: z.string(), impressions: z.int() })),
      creditedLineId: z.uuid().nullable(),
    }),
  ),
  payments: z.array(paymentJson),
});

export function summaryToJson(invoice: InvoiceSummary): z.infer<typeof summaryJson> {
  const { createdAt, issuedAt, paidAt, voidedAt } = invoice;
  return {
    ...invoice,
    openMinor: openAmount(invoice),
    createdAt: createdAt.toISOString(),
    issuedAt: text(issuedAt),
    paidAt: text(paidAt),
    voidedAt: text(voidedAt),
  };
}

export function invoiceToJson(invoice: Invoice, payments: readonly Payment[]): z.infer<typeof invoiceJson> {
  const { tenantId: _, taxes, lines, ...rest } = invoice;
  return {
    ...rest,
    ...summaryToJson(invoice),
    taxes: [...taxes],
    lines: lines.map(({ parts, ...line }) => ({ ...line, parts: [...parts] })),
    payments: payments.map(paymentToJson),
  };
}

export function paymentToJson(payment: Payment): z.infer<typeof paymentJson> {
  const { id, state, amountMinor, refundedMinor, currency, failure, createdAt, settledAt } = payment;
  return {
    ...{ id, state, amountMinor, refundedMinor, currency, failure },
    createdAt: createdAt.toISOString(),
    settledAt: text(settledAt),
  };
}

function text(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
