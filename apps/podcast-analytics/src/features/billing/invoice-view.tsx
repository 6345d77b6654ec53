import type { FC } from 'hono/jsx';
import { formatMoney } from '../../platform/money/amount.ts';
import { howBilled } from './billable-impressions.ts';
import type { Invoice, InvoiceLine, LineKind, Party } from './invoice.ts';
import { InvoiceActions } from './invoice-actions.tsx';
import { LineDetails } from './line-details.tsx';
import type { Payment } from './payment.ts';
import { InvoiceChip, PaymentChip } from './state-chip.tsx';
import type { PaymentMethod } from './test-cards.ts';

export interface InvoiceViewProps {
  readonly invoice: Invoice;
  readonly payments: readonly Payment[];
  readonly creditNotes: readonly Invoice[];
  readonly methods: readonly PaymentMethod[];
  readonly today: string;
  readonly mayManage: boolean;
}

/** An invoice or a credit note: as it is printed, and how it came about. */
export const InvoiceView: FC<InvoiceViewProps> = (props) => {
  const { invoice, payments, creditNotes, today, mayManage } = props;
  return (
    <main id="main" class="invoice">
      <div class="heading">
        <h1>
          {titleOf(invoice)} <InvoiceChip invoice={invoice} today={today} />
        </h1>
        <a class="button" href={`/billing/invoices/${invoice.id}/lines.csv`}>
          Lines as CSV
        </a>
      </div>
      {mayManage && <InvoiceActions {...props} />}
      <Parties {...invoice} />
      <Lines {...invoice} />
      {payments.length > 0 && <Payments payments={payments} />}
      {creditNotes.length > 0 && <CreditNotes notes={creditNotes} />}
      <section class="card how-computed" aria-labelledby="how-title">
        <h2 id="how-title">How it is computed</h2>
        <p class="note">{howBilled}</p>
        {invoice.lines.map((line) => (
          <LineDetails line={line} currency={invoice.currency} />
        ))}
      </section>
    </main>
  );
};

export function titleOf({ kind, number }: Invoice): string {
  if (kind === 'credit-note') return `Credit note ${number}`;
  return number === null ? 'Draft of an invoice' : `Invoice ${number}`;
}

const Parties: FC<Invoice> = (invoice) => (
  <section class="card parties" aria-label="Parties and dates">
    <PartyBlock title="From" party={invoice.issuer} otherwise="said when it is issued" />
    <PartyBlock title="To" party={invoice.recipient} otherwise={invoice.advertiser} />
    <dl class="facts">
      <dt>Delivered</dt>
      <dd>
        {invoice.period.from} to {invoice.period.to}
      </dd>
      {invoice.issuedAt && (
        <>
          <dt>Issued</dt>
          <dd>{invoice.issuedAt.toISOString().slice(0, 10)}</dd>
        </>
      )}
      {invoice.dueOn !== null && (
        <>
          <dt>Due</dt>
          <dd>{invoice.dueOn}</dd>
        </>
      )}
      {invoice.corrects && (
        <>
          <dt>Takes back of</dt>
          <dd>
            <a href={`/billing/invoices/${invoice.corrects.id}`}>Invoice {invoice.corrects.number}</a>
          </dd>
          <dt>Because</dt>
          <dd>{invoice.reason}</dd>
        </>
      )}
    </dl>
  </section>
);

const PartyBlock: FC<{ readonly title: string; readonly party: Party | null; readonly otherwise: string }> = (
  props,
) => (
  <div>
    <h2>{props.title}</h2>
    {props.party ? (
      <address>
        {[props.party.name, ...props.party.address.split('\n'), props.party.taxId, props.party.email]
          .filter(Boolean)
          .map((line) => (
            <span>{line}</span>
          ))}
      </address>
    ) : (
      <p class="note">{props.otherwise}</p>
    )}
  </div>
);

const lineNames: Readonly<Record<LineKind, string>> = {
  impressions: 'Impressions',
  late: 'Impressions of earlier months, counted late',
  'make-good': 'Made good for what was billed too much',
  'over-delivery': 'Beyond the goal, free of charge',
  credit: 'Taken back',
};

const Lines: FC<Invoice> = ({ lines, currency, netMinor, taxes, totalMinor }) => (
  <section class="card" aria-label="Lines">
    <table class="lines" id="lines">
      <thead>
        <tr>
          {['', 'Campaign', 'Impressions', 'CPM', 'Amount'].map((name) => (
            <th scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line line={line} currency={currency} />
        ))}
      </tbody>
      <tfoot>
        <Sum name="Net" amount={formatMoney(netMinor, currency)} />
        {taxes.map(({ basisPoints, taxMinor }) => (
          <Sum name={`Tax ${basisPoints / 100} %`} amount={formatMoney(taxMinor, currency)} />
        ))}
        <Sum name="Total" amount={formatMoney(totalMinor, currency)} />
      </tfoot>
    </table>
  </section>
);

const Line: FC<{ readonly line: InvoiceLine; readonly currency: string }> = ({ line, currency }) => (
  <tr data-line={line.kind}>
    <td>{line.position}</td>
    <td>
      <a href={`/campaigns/${line.campaignId}`}>{line.campaignName}</a>{' '}
      <small>
        {lineNames[line.kind]}, {line.period.from} to {line.period.to}
      </small>
    </td>
    <td class="amount" data-label="impressions">
      {line.impressions.toLocaleString('en')}
    </td>
    <td class="amount" data-label="CPM">
      {formatMoney(line.cpmMinor, currency)}
    </td>
    <td class="amount">{formatMoney(line.netMinor, currency)}</td>
  </tr>
);

const Sum: FC<{ readonly name: string; readonly amount: string }> = ({ name, amount }) => (
  <tr>
    <th scope="row" colspan={4}>
      {name}
    </th>
    <td class="amount">{amount}</td>
  </tr>
);

const Payments: FC<{ readonly payments: readonly Payment[] }> = ({ payments }) => (
  <section class="card" aria-labelledby="payments-title">
    <h2 id="payments-title">Payments</h2>
    <table class="payments" id="payments">
      <tbody>
        {payments.map(({ state, amountMinor, refundedMinor, currency, createdAt, failure }) => (
          <tr data-payment={state}>
            <td>{createdAt.toISOString().slice(0, 16).replace('T', ' ')}</td>
            <td>
              <PaymentChip state={state} />
            </td>
            <td>
              {failure}
              {refundedMinor > 0 && `${formatMoney(refundedMinor, currency)} given back`}
            </td>
            <td class="amount">{formatMoney(amountMinor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const CreditNotes: FC<{ readonly notes: readonly Invoice[] }> = ({ notes }) => (
  <section class="card" aria-labelledby="credit-notes-title">
    <h2 id="credit-notes-title">Credit notes</h2>
    <table id="credit-notes">
      <tbody>
        {notes.map(({ id, number, reason, totalMinor, currency }) => (
          <tr>
            <td>
              <a href={`/billing/invoices/${id}`}>{number}</a>
            </td>
            <td>{reason}</td>
            <td class="amount">{formatMoney(-totalMinor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
