/**
 * Invoices computed anew from the rows that the API gives out, as somebody with a spreadsheet would: in exact fractions, rounded
 * where the rules say so. It shares nothing with the code that wrote them.
 */
import { expect } from 'vitest';
import * as z from 'zod';

const document = z.object({
  id: z.string(),
  kind: z.enum(['invoice', 'credit-note']),
  state: z.string(),
  currency: z.string(),
  netMinor: z.int(),
  taxMinor: z.int(),
  totalMinor: z.int(),
  creditedMinor: z.int(),
  paidMinor: z.int(),
  openMinor: z.int(),
  corrects: z.object({ id: z.string() }).nullable(),
  lines: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      campaignId: z.string(),
      impressions: z.int(),
      cpmMinor: z.int(),
      netMinor: z.int(),
      taxBasisPoints: z.int(),
      creditedLineId: z.string().nullable(),
    }),
  ),
  payments: z.array(z.object({ state: z.string(), amountMinor: z.int(), refundedMinor: z.int() })),
});
type Document = z.infer<typeof document>;

/** Half up, of a fraction. */
const rounded = (numerator: bigint, denominator: bigint): number =>
  Number((numerator * 2n + denominator) / (denominator * 2n));
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const isFree = (kind: string) => kind === 'make-good' || kind === 'over-delivery';

/** @throws where anything is off by a minor unit */
export function recountInvoices(given: readonly unknown[]): { readonly paidByCurrency: Record<string, number> } {
  const documents = z.array(document).parse(given);
  const paidByCurrency: Record<string, number> = {};
  for (const invoice of documents.filter(({ kind }) => kind === 'invoice')) {
    const notes = documents.filter(({ corrects }) => corrects?.id === invoice.id);
    recountLines(invoice);
    recountCredit(invoice, notes);
    const paid = sum(
      invoice.payments
        .filter(({ state }) => state === 'succeeded')
        .map(({ amountMinor, refundedMinor }) => amountMinor - refundedMinor),
    );
    const open = invoice.totalMinor - invoice.creditedMinor - paid;
    expect([invoice.paidMinor, invoice.openMinor]).toEqual([paid, invoice.state === 'void' ? 0 : open]);
    if (invoice.state === 'paid') expect(open).toBe(0);
    if (paid > 0) paidByCurrency[invoice.currency] = (paidByCurrency[invoice.currency] ?? 0) + paid;
  }
  return { paidByCurrency };
}

function recountLines({ lines, netMinor, taxMinor, totalMinor }: Document): void {
  for (const { kind, impressions, cpmMinor, netMinor: net } of lines) {
    expect(net).toBe(isFree(kind) ? 0 : rounded(BigInt(impressions) * BigInt(cpmMinor), 1000n));
  }
  expect(netMinor).toBe(sum(lines.map((line) => line.netMinor)));
  expect(taxMinor).toBe(taxOf(lines));
  expect(totalMinor).toBe(netMinor + taxMinor);
}

function taxOf(lines: readonly Pick<Document['lines'][number], 'netMinor' | 'taxBasisPoints'>[]): number {
  const rates = [...new Set(lines.map(({ taxBasisPoints }) => taxBasisPoints))];
  const netOf = (rate: number) =>
    sum(lines.filter((line) => line.taxBasisPoints === rate).map((line) => line.netMinor));
  return sum(rates.map((rate) => rounded(BigInt(netOf(rate)) * BigInt(rate), 10_000n)));
}

/** What is left of an invoice is an invoice over the impressions that are left. */
function recountCredit(invoice: Document, notes: readonly Document[]): void {
  const creditLines = notes.flatMap(({ lines }) => lines);
  const left = invoice.lines.map((line) => {
    const taken = sum(
      creditLines.filter(({ creditedLineId }) => creditedLineId === line.id).map((one) => one.impressions),
    );
    const rest = BigInt(line.impressions - taken);
    return { ...line, netMinor: isFree(line.kind) ? 0 : rounded(rest * BigInt(line.cpmMinor), 1000n) };
  });
  const total = sum(left.map(({ netMinor }) => netMinor)) + taxOf(left);
  expect(sum(notes.map(({ totalMinor }) => totalMinor))).toBe(invoice.creditedMinor);
  expect(invoice.totalMinor - invoice.creditedMinor).toBe(total);
}
