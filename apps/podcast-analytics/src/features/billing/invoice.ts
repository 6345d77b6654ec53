import type { PaymentState } from './payment.ts';

/** A credit note takes back a part of an invoice, or all of it; its amounts are positive. */
export const documentKinds = ['invoice', 'credit-note'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/**
 * A draft follows the numbers. What is issued never changes again: it is paid, or taken back by credit notes. One that was taken
 * back before it was paid is void, as is a draft that was discarded.
 */
export const invoiceStates = ['draft', 'issued', 'paid', 'void'] as const;
export type InvoiceState = (typeof invoiceStates)[number];

export const lineKinds = ['impressions', 'late', 'make-good', 'over-delivery', 'credit'] as const;
export type LineKind = (typeof lineKinds)[number];

/** A calendar month in UTC; both days are included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Impressions of a campaign in one episode: what a line is made of, and where it opens down to. */
export interface DeliveryPart {
  readonly episodeKey: string;
  readonly label: string;
  readonly impressions: number;
}

export interface InvoiceLine {
  readonly id: string;
  readonly position: number;
  readonly kind: LineKind;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly period: Period;
  readonly impressions: number;
  /** For a thousand impressions. */
  readonly cpmMinor: number;
  readonly netMinor: number;
  readonly taxBasisPoints: number;
  readonly parts: readonly DeliveryPart[];
  /** Of a credit note: the line that it takes back. */
  readonly creditedLineId: string | null;
}

/** The tax of all lines of one rate. */
export interface TaxGroup {
  readonly basisPoints: number;
  readonly netMinor: number;
  readonly taxMinor: number;
}

export interface Totals {
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly taxes: readonly TaxGroup[];
}

/** Who an invoice is from or to, as it is printed. */
export interface Party {
  readonly name: string;
  readonly address: string;
  readonly taxId: string;
  readonly email: string;
}

export interface InvoiceSummary extends Omit<Totals, 'taxes'> {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly state: InvoiceState;
  /** From the moment that it is issued. */
  readonly number: string | null;
  readonly advertiser: string;
  readonly period: Period;
  readonly currency: string;
  readonly creditedMinor: number;
  readonly paidMinor: number;
  /** What became of the latest payment. */
  readonly lastPayment: PaymentState | null;
  /** UTC day. */
  readonly dueOn: string | null;
  readonly createdAt: Date;
  readonly issuedAt: Date | null;
  readonly paidAt: Date | null;
  readonly voidedAt: Date | null;
}

export interface Invoice extends InvoiceSummary {
  readonly tenantId: string;
  readonly taxes: readonly TaxGroup[];
  /** As they were on the day of issue. */
  readonly issuer: Party | null;
  readonly recipient: Party | null;
  /** Of a credit note. */
  readonly corrects: { readonly id: string; readonly number: string | null } | null;
  readonly reason: string | null;
  readonly lines: readonly InvoiceLine[];
}

/** What is still to be paid; below 0 what is to be given back. */
export function openAmount({ kind, state, totalMinor, creditedMinor, paidMinor }: OpenFields): number {
  if (kind === 'credit-note' || state === 'draft' || (state === 'void' && paidMinor === 0)) return 0;
  return totalMinor - creditedMinor - paidMinor;
}

type OpenFields = Pick<InvoiceSummary, 'kind' | 'state' | 'totalMinor' | 'creditedMinor' | 'paidMinor'>;
