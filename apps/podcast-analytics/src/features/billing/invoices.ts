import type { Queries } from '../../platform/db/database.ts';
import { conflict, invalid, notFound } from '../../platform/http/request-error.ts';
import type { BillingParts } from './billing-parts.ts';
import { type CreditedLine, creditLines, wholeCredit } from './credit-lines.ts';
import type { Invoice, Party } from './invoice.ts';
import { creditNotesOf, findInvoice } from './invoice-queries.ts';
import { lockInvoice, takeNumber, updateState, writeLines, writeTotals } from './invoice-writes.ts';
import { findAdvertiser, findIssuer } from './parties.ts';
import { addDays } from './period.ts';

export interface NewCredit {
  readonly reason: string;
  /** All that is left of the invoice where absent. */
  readonly lines?: readonly CreditedLine[] | undefined;
}

/** What becomes of an invoice between its draft and its payment. Each rejects with a `RequestError` that says what is in its way. */
export interface Invoices {
  /** @throws where the tenant has none of that id */
  find(tenantId: string, id: string): Promise<Invoice>;
  /** Gives a draft its number, and fixes what it says. */
  issue(tenantId: string, id: string): Promise<void>;
  /** Makes a draft void: the month is open again. */
  discard(tenantId: string, id: string): Promise<void>;
  /** Takes back an issued invoice, or a part of it, by a credit note, whose id it resolves with. */
  credit(tenantId: string, id: string, credit: NewCredit): Promise<string>;
}

export function createInvoices({ database, audit, now }: BillingParts): Invoices {
  const resource = (tenantId: string, id: string) => ({ type: 'invoice', id, tenantId });

  return {
    find: (tenantId, id) => expectInvoice(database, tenantId, id),

    issue: (tenantId, id) =>
      database.transaction(async (tx) => {
        const invoice = await holdInvoice(tx, tenantId, id);
        if (invoice.state !== 'draft') throw conflict(`Only a draft can be issued; this invoice is ${invoice.state}.`);
        const { issuer, recipient, termsDays } = await partiesOf(tx, invoice);
        const issuedAt = new Date(now());
        const number = await takeNumber(tx, { tenantId, kind: 'invoice', year: issuedAt.getUTCFullYear() });
        await tx.query(
          `UPDATE invoices SET state = 'issued', number = $2, issuer = $3::jsonb, recipient = $4::jsonb, issued_at = $5,
             due_on = $6 WHERE id = $1`,
          [
            ...[id, number, JSON.stringify(issuer), JSON.stringify(recipient), issuedAt.toISOString()],
            addDays(issuedAt.toISOString().slice(0, 10), termsDays),
          ],
        );
        await updateState(tx, id, issuedAt); // nothing is to be paid where all is made good
        const { totalMinor, currency } = invoice;
        const details = { number, totalMinor, currency };
        await audit.log({ action: 'invoice.issued', resource: resource(tenantId, id), details });
      }),

    discard: (tenantId, id) =>
      database.transaction(async (tx) => {
        const { state } = await holdInvoice(tx, tenantId, id);
        if (state !== 'draft') {
          throw conflict(`Only a draft can be discarded; this invoice is ${state}. A credit note takes it back.`);
        }
        await tx.query(`UPDATE invoices SET state = 'void', voided_at = $2 WHERE id = $1`, [id, instant(now())]);
        await audit.log({ action: 'invoice.discarded', resource: resource(tenantId, id) });
      }),

    credit: (tenantId, id, credit) =>
      database.transaction(async (tx) => {
        const invoice = await holdInvoice(tx, tenantId, id);
        await refuseCredit(tx, invoice);
        const noteId = await writeCreditNote(tx, invoice, credit, new Date(now()));
        await updateState(tx, id, new Date(now()));
        const { reason } = credit;
        await audit.log({
          ...{ action: 'credit_note.issued', resource: resource(tenantId, noteId), reason },
          details: { invoiceId: id },
        });
        return noteId;
      }),
  };
}

async function expectInvoice(db: Queries, tenantId: string, id: string): Promise<Invoice> {
  const invoice = await findInvoice(db, tenantId, id);
  if (!invoice) throw notFound('invoice', id);
  return invoice;
}

/** The invoice as it is now, and as it stays until the transaction ends. */
export async function holdInvoice(tx: Queries, tenantId: string, id: string): Promise<Invoice> {
  if (!(await lockInvoice(tx, tenantId, id))) throw notFound('invoice', id);
  return expectInvoice(tx, tenantId, id);
}

async function partiesOf(tx: Queries, { tenantId, advertiser }: Invoice) {
  const issuer = await findIssuer(tx, tenantId);
  if (!issuer) throw conflict('An invoice needs the name and address it is from: they are set at /billing/parties.');
  const found = await findAdvertiser(tx, tenantId, advertiser);
  if (!found?.name || !found.address) {
    throw conflict(`An invoice needs the name and address of "${advertiser}": they are set at /billing/parties.`);
  }
  const { name, address, taxId, email } = found;
  const recipient: Party = { name, address, taxId, email };
  return { issuer, recipient, termsDays: found.termsDays };
}

async function refuseCredit(tx: Queries, { id, kind, state }: Invoice): Promise<void> {
  if (kind === 'credit-note') throw conflict('A credit note is not credited.');
  if (state === 'draft') throw conflict('A draft is not credited: it can be discarded.');
  if (state === 'void') throw conflict('The invoice is void: there is nothing left to take back.');
  const open = await tx.query(`SELECT 1 FROM payments WHERE invoice_id = $1 AND state IN ('created', 'processing')`, [
    id,
  ]);
  if (open.length > 0) throw conflict('The invoice is being paid: wait until the payment has succeeded or failed.');
}

async function writeCreditNote(tx: Queries, invoice: Invoice, credit: NewCredit, issuedAt: Date): Promise<string> {
  const { tenantId } = invoice;
  const taken = new Map<string, number>();
  for (const { creditedLineId, impressions } of (await creditNotesOf(tx, tenantId, invoice.id)).flatMap(
    ({ lines }) => lines,
  )) {
    if (creditedLineId !== null) taken.set(creditedLineId, (taken.get(creditedLineId) ?? 0) + impressions);
  }
  const { lines, totals } = readCredit(invoice, taken, credit);
  const number = await takeNumber(tx, { tenantId, kind: 'credit-note', year: issuedAt.getUTCFullYear() });
  const [note] = await tx.query<{ id: string }>(
    `INSERT INTO invoices (tenant_id, kind, state, number, advertiser, period_from, period_to, currency, net_minor, tax_minor,
       total_minor, taxes, issuer, recipient, corrects_id, reason, created_at, issued_at)
     SELECT tenant_id, 'credit-note', 'issued', $2, advertiser, period_from, period_to, currency, 0, 0, 0, '[]', issuer,
       recipient, id, $3, $4, $4 FROM invoices WHERE id = $1 RETURNING id`,
    [invoice.id, number, credit.reason, issuedAt.toISOString()],
  );
  if (!note) throw notFound('invoice', invoice.id);
  await writeLines(tx, note.id, lines);
  await writeTotals(tx, note.id, totals);
  return note.id;
}

function readCredit(invoice: Invoice, taken: ReadonlyMap<string, number>, { lines }: NewCredit) {
  const asked = lines ?? wholeCredit(invoice.lines, taken);
  if (asked.length === 0) throw conflict('There is nothing left to take back.');
  try {
    return creditLines(invoice.lines, taken, asked);
  } catch (error) {
    throw error instanceof RangeError ? invalid(`lines: ${error.message}`) : error;
  }
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
