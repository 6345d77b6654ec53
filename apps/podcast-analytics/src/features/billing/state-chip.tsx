import type { FC } from 'hono/jsx';
import { type InvoiceSummary, openAmount } from './invoice.ts';
import { isOpen, type PaymentState } from './payment.ts';

/** What people call a state, and which colour it has. */
const paymentChips: Readonly<Record<PaymentState, readonly [name: string, kind: string]>> = {
  created: ['not sent yet', 'half-open'],
  processing: ['under way', 'half-open'],
  succeeded: ['succeeded', 'closed'],
  failed: ['failed', 'open'],
  refunded: ['refunded', 'disabled'],
};

export const PaymentChip: FC<{ readonly state: PaymentState }> = ({ state }) => {
  const [name, kind] = paymentChips[state];
  return <span class={`state ${kind}`}>{name}</span>;
};

export const InvoiceChip: FC<{ readonly invoice: InvoiceSummary; readonly today: string }> = ({ invoice, today }) => {
  const [name, kind] = invoiceChip(invoice, today);
  return (
    <span class={`state ${kind}`} data-state={invoice.state}>
      {name}
    </span>
  );
};

function invoiceChip(invoice: InvoiceSummary, today: string): readonly [name: string, kind: string] {
  if (invoice.kind === 'credit-note') return ['credit note', 'disabled'];
  if (openAmount(invoice) < 0) return ['to be given back', 'open'];
  switch (invoice.state) {
    case 'paid':
      return ['paid', 'closed'];
    case 'issued':
      if (invoice.lastPayment === 'failed') return ['payment failed', 'open'];
      if (invoice.lastPayment !== null && isOpen(invoice.lastPayment)) return ['being paid', 'half-open'];
      return invoice.dueOn !== null && invoice.dueOn < today ? ['overdue', 'open'] : ['open', 'half-open'];
    case 'draft':
    case 'void':
      return [invoice.state, 'disabled'];
    default:
      return invoice.state satisfies never;
  }
}
