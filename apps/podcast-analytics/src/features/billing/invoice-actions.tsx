import type { FC } from 'hono/jsx';
import { formatMoney } from '../../platform/money/amount.ts';
import { type Invoice, openAmount } from './invoice.ts';
import type { InvoiceViewProps } from './invoice-view.tsx';
import { isOpen, type Payment } from './payment.ts';
import type { PaymentMethod } from './test-cards.ts';

/** What can be done with an invoice as it is now. */
export const InvoiceActions: FC<InvoiceViewProps> = ({ invoice, payments, methods }) => {
  if (invoice.kind === 'credit-note' || invoice.state === 'void') return null;
  if (invoice.state === 'draft') return <DraftActions id={invoice.id} />;
  const underWay = payments.find(({ state }) => isOpen(state));
  return (
    <section class="card actions" aria-label="What to do">
      {underWay ? <UnderWay payment={underWay} /> : <Pay invoice={invoice} payments={payments} methods={methods} />}
      {!underWay && <Credit id={invoice.id} />}
    </section>
  );
};

const DraftActions: FC<{ readonly id: string }> = ({ id }) => (
  <section class="card actions" aria-label="What to do">
    <p class="note">
      A draft follows the numbers until it is issued; then it gets its number, and never changes again.
    </p>
    <form method="post" action={`/billing/invoices/${id}/issue`}>
      <button type="submit">Issue</button>
    </form>
    <form method="post" action={`/billing/invoices/${id}/discard`}>
      <button type="submit">Discard</button>
    </form>
  </section>
);

const UnderWay: FC<{ readonly payment: Payment }> = ({ payment: { id, failure } }) => (
  <p class="problem waiting" role="status" data-underway={id}>
    A payment is under way: what became of it is not known yet{failure === null ? '' : ` (${failure})`}. The payment
    provider is asked again with the same key, so that nothing is charged twice. Reload the page in a minute.
  </p>
);

interface PayProps {
  readonly invoice: Invoice;
  readonly payments: readonly Payment[];
  readonly methods: readonly PaymentMethod[];
}

const Pay: FC<PayProps> = ({ invoice, payments, methods }) => {
  const open = openAmount(invoice);
  const failed = payments[0]?.state === 'failed' ? payments[0] : undefined;
  if (open < 0) {
    return <p class="problem">{formatMoney(-open, invoice.currency)} are to be given back at the payment provider.</p>;
  }
  if (open === 0) return null;
  return (
    <>
      {failed && (
        <p class="problem" role="alert">
          The payment failed. {failed.failure}
        </p>
      )}
      {methods.length === 0 ? (
        <p class="note">
          The advertiser has no payment method: one is set at <a href="/billing/parties">Addresses</a>.
        </p>
      ) : (
        <form class="filters" method="post" action={`/billing/invoices/${invoice.id}/pay`}>
          <label>
            Pay with
            <select name="paymentMethod">
              {methods.map(({ id, label }) => (
                <option value={id}>{label}</option>
              ))}
            </select>
          </label>
          <button type="submit">
            {failed ? 'Try again' : 'Pay'} {formatMoney(open, invoice.currency)}
          </button>
        </form>
      )}
    </>
  );
};

const Credit: FC<{ readonly id: string }> = ({ id }) => (
  <details>
    <summary>Take back by a credit note</summary>
    <p class="note">
      All that is left of the invoice is credited; a part of it by{' '}
      <code>POST /api/v1/invoices/{'{id}'}/credit-notes</code>. One that nobody has paid is void then, and its month can
      be billed again.
    </p>
    <form class="filters" method="post" action={`/billing/invoices/${id}/credit`}>
      <label>
        Why
        <input name="reason" required maxlength={500} />
      </label>
      <button type="submit">Take back</button>
    </form>
  </details>
);
