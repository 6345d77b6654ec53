import type { Context } from 'hono';
import * as z from 'zod';
import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { invalid, notFound } from '../../platform/http/request-error.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { Billing } from './billing.ts';
import { creditInput, invoiceId, invoiceQuery, month, paymentMethod } from './billing-input.ts';
import { BillingView } from './billing-view.tsx';
import { invoiceCsv } from './invoice-csv.ts';
import { InvoiceView, titleOf } from './invoice-view.tsx';
import { monthBefore } from './period.ts';
import { checkIsOver } from './routes.ts';
import { type PaymentMethod, testCards } from './test-cards.ts';

const rowsOnPage = 50;

interface BillingPages {
  readonly billing: Billing;
  /** Whether payments go to the sandbox, where test cards pay. */
  readonly isSandbox: boolean;
  readonly now: () => number;
}

const listQuery = z.strictObject(invoiceQuery);
const runForm = z.strictObject({ month });
const payForm = z.strictObject({ paymentMethod });
const creditForm = creditInput.pick({ reason: true });

/** The pages of invoices. Whatever a form does is done by the next page, so that a reload repeats nothing. */
export function serveBillingPages(app: HttpApp, { billing, isSandbox, now }: BillingPages): void {
  const today = () => new Date(now()).toISOString().slice(0, 10);

  app.get('/billing', async (context) => {
    const given = Object.entries(context.req.query()).filter(([, value]) => value !== '');
    const { after, ...filter } = read(listQuery, Object.fromEntries(given));
    const { tenantId } = accountOf(context);
    const [totals, page] = await Promise.all([
      billing.totals(tenantId),
      billing.list(tenantId, filter, { limit: rowsOnPage, after }),
    ]);
    const props = {
      totals,
      page,
      filter,
      today: today(),
      lastMonth: monthBefore(now()),
      mayManage: mayManage(context),
    };
    return answerPage(context, 'Invoices', <BillingView {...props} />);
  });

  app.post('/billing/runs', async (context) => {
    const given = read(runForm, await context.req.parseBody());
    await billing.run(accountOf(context).tenantId, checkIsOver(given.month, now()));
    return context.redirect(`/billing?month=${given.month}`, 303);
  });

  app.get('/billing/invoices/:id', async (context) => {
    const { tenantId } = accountOf(context);
    const invoice = await billing.invoices.find(tenantId, idOf(context));
    const [payments, creditNotes, methods] = await Promise.all([
      billing.paymentsOf(tenantId, invoice.id),
      billing.creditNotesOf(tenantId, invoice.id),
      methodsFor(tenantId, invoice.advertiser),
    ]);
    const props = { invoice, payments, creditNotes, methods, today: today(), mayManage: mayManage(context) };
    return answerPage(context, titleOf(invoice), <InvoiceView {...props} />);
  });

  app.get('/billing/invoices/:id/lines.csv', async (context) => {
    const invoice = await billing.invoices.find(accountOf(context).tenantId, idOf(context));
    const name = invoice.number ?? `draft-${invoice.id}`;
    context.header('Content-Type', 'text/csv; charset=utf-8');
    context.header('Content-Disposition', `attachment; filename="${name}.csv"`);
    return context.body(invoiceCsv(invoice));
  });

  for (const action of ['issue', 'discard'] as const) {
    app.post(`/billing/invoices/:id/${action}`, async (context) => {
      await billing.invoices[action](accountOf(context).tenantId, idOf(context));
      return context.redirect(`/billing/invoices/${idOf(context)}`, 303);
    });
  }

  app.post('/billing/invoices/:id/pay', async (context) => {
    const given = read(payForm, await context.req.parseBody());
    await billing.payments.pay(accountOf(context).tenantId, idOf(context), given.paymentMethod);
    return context.redirect(`/billing/invoices/${idOf(context)}`, 303);
  });

  app.post('/billing/invoices/:id/credit', async (context) => {
    const given = read(creditForm, await context.req.parseBody());
    const id = await billing.invoices.credit(accountOf(context).tenantId, idOf(context), given);
    return context.redirect(`/billing/invoices/${id}`, 303);
  });

  async function methodsFor(tenantId: string, advertiser: string): Promise<readonly PaymentMethod[]> {
    const own = (await billing.parties.advertiser(tenantId, advertiser))?.paymentMethod;
    return [...(own ? [{ id: own, label: `of the advertiser (${own})` }] : []), ...(isSandbox ? testCards : [])];
  }
}

export function mayManage(context: Context<HttpEnv>): boolean {
  return context.get('may')?.('billing:manage') ?? false;
}

/** What is no id belongs to nothing. */
function idOf(context: Context<HttpEnv>): string {
  const id = context.req.param('id') ?? '';
  if (!invoiceId.safeParse(id).success) throw notFound('invoice', id);
  return id;
}

/** Every problem of a form at once. */
export function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'form'}: ${message}`).join('; '));
}
