import type { FC } from 'hono/jsx';
import { formatMoney } from '../../platform/money/amount.ts';
import { type InvoiceState, type InvoiceSummary, invoiceStates, openAmount } from './invoice.ts';
import type { BillingTotals, InvoiceFilter, InvoicePage } from './invoice-queries.ts';
import { monthOf } from './period.ts';
import { InvoiceChip } from './state-chip.tsx';

export interface BillingViewProps {
  readonly totals: readonly BillingTotals[];
  readonly page: InvoicePage;
  readonly filter: InvoiceFilter;
  readonly today: string;
  /** The last month that is over. */
  readonly lastMonth: string;
  readonly mayManage: boolean;
}

/** All invoices of a tenant. */
export const BillingView: FC<BillingViewProps> = ({ totals, page, filter, today, lastMonth, mayManage }) => (
  <main id="main">
    <div class="heading">
      <h1>Invoices</h1>
      <Filters filter={filter} />
    </div>
    {totals.map((each) => (
      <Figures {...each} />
    ))}
    <section class="card" aria-label="Invoices">
      {page.invoices.length === 0 ? (
        <p class="note">No invoice is within these filters.</p>
      ) : (
        <Invoices invoices={page.invoices} today={today} />
      )}
      {page.next !== undefined && (
        <p class="paging">
          <a class="button" href={`/billing?${new URLSearchParams({ ...present(filter), after: page.next })}`}>
            Earlier invoices
          </a>
        </p>
      )}
    </section>
    {mayManage && <Run lastMonth={lastMonth} />}
  </main>
);

const stateNames: Readonly<Record<InvoiceState, string>> = {
  draft: 'Drafts',
  issued: 'Open',
  paid: 'Paid',
  void: 'Void',
};

const Filters: FC<{ readonly filter: InvoiceFilter }> = ({ filter }) => (
  <form class="filters" action="/billing" method="get" aria-label="Filters">
    <label>
      State
      <select name="state">
        <option value="">All</option>
        {invoiceStates.map((state) => (
          <option value={state} selected={state === filter.state}>
            {stateNames[state]}
          </option>
        ))}
      </select>
    </label>
    <label>
      Month
      <input type="month" name="month" value={filter.month ?? ''} placeholder="2026-02" />
    </label>
    <button type="submit">Apply</button>
  </form>
);

const Figures: FC<BillingTotals> = ({ currency, openMinor, overdueMinor, paidMinor }) => (
  <dl class="figures money" aria-label={currency}>
    <div>
      <dt>Open</dt>
      <dd>{formatMoney(openMinor, currency)}</dd>
    </div>
    <div>
      <dt>Overdue</dt>
      <dd>{formatMoney(overdueMinor, currency)}</dd>
    </div>
    <div>
      <dt>Paid</dt>
      <dd>{formatMoney(paidMinor, currency)}</dd>
    </div>
  </dl>
);

const Invoices: FC<{ readonly invoices: readonly InvoiceSummary[]; readonly today: string }> = ({
  invoices,
  today,
}) => (
  <table class="invoices" id="invoices">
    <caption class="unseen">Invoices and credit notes, the newest first</caption>
    <thead>
      <tr>
        {['Number', 'Advertiser', 'Month', 'State', 'Due', 'Total', 'To pay'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {invoices.map((invoice) => (
        <tr>
          <th scope="row">
            <a href={`/billing/invoices/${invoice.id}`}>{invoice.number ?? 'No number yet'}</a>
          </th>
          <td>{invoice.advertiser}</td>
          <td>{monthOf(invoice.period.from)}</td>
          <td>
            <InvoiceChip invoice={invoice} today={today} />
          </td>
          <td>{invoice.state === 'issued' ? (invoice.dueOn ?? '') : ''}</td>
          <td class="amount" data-label="total">
            {formatMoney(signed(invoice), invoice.currency)}
          </td>
          <td class="amount" data-label="to pay">
            {formatMoney(openAmount(invoice), invoice.currency)}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

function signed({ kind, totalMinor }: InvoiceSummary): number {
  return kind === 'credit-note' ? -totalMinor : totalMinor;
}

const Run: FC<{ readonly lastMonth: string }> = ({ lastMonth }) => (
  <section class="card" aria-labelledby="run-title">
    <h2 id="run-title">Bill a month</h2>
    <p class="note">
      Drafts an invoice for each advertiser, from what its campaigns delivered. It is done by itself for each month that
      is over; to do it again brings the drafts up to date, and makes nothing twice.
    </p>
    <form class="filters" method="post" action="/billing/runs">
      <label>
        Month
        <input type="month" name="month" value={lastMonth} max={lastMonth} required />
      </label>
      <button type="submit">Draft the invoices</button>
    </form>
  </section>
);

function present({ state, month, advertiser }: InvoiceFilter): Record<string, string> {
  return { ...(state && { state }), ...(month && { month }), ...(advertiser && { advertiser }) };
}
