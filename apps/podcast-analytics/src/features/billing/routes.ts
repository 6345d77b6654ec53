import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { invalid } from '../../platform/http/request-error.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { Billing } from './billing.ts';
import { creditInput, invoiceId, invoiceQuery, month, paymentMethod } from './billing-input.ts';
import { invoiceJson, invoiceToJson, paymentJson, paymentToJson, summaryJson, summaryToJson } from './billing-json.ts';
import { monthBefore } from './period.ts';

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const refused = json('What was expected and what came', apiError);
const unknown = json('The tenant has none of that id', apiError);
const inTheWay = json('What is in its way', apiError);

const path = '/api/v1/invoices';
const params = z.object({ id: invoiceId });

const listRoute = createRoute({
  method: 'get',
  path,
  summary: 'Invoices and credit notes, the newest first',
  request: { query: z.strictObject({ ...invoiceQuery, limit: z.coerce.number().int().min(1).max(200).default(50) }) },
  responses: {
    200: json(
      'One page; "next" is absent on the last one. Amounts are whole minor units of the currency',
      z.object({ invoices: z.array(summaryJson), next: z.string().optional() }),
    ),
    400: refused,
  },
});

const getRoute = createRoute({
  method: 'get',
  path: `${path}/{id}`,
  summary: 'An invoice with its lines and payments',
  request: { params },
  responses: { 200: json('The invoice', invoiceJson), 400: refused, 404: unknown },
});

const runRoute = createRoute({
  method: 'post',
  path: `${path}/runs`,
  summary: 'Draft the invoices of a month that is over; a second run brings the drafts up to date',
  request: { body: body(z.strictObject({ month })) },
  responses: {
    200: json('How many drafts were made and updated', z.object({ created: z.int(), updated: z.int() })),
    400: refused,
  },
});

const actions = ['issue', 'discard'] as const;
const actionRoutes = actions.map((action) => ({
  action,
  route: createRoute({
    method: 'post',
    path: `${path}/{id}/${action}`,
    summary: action === 'issue' ? 'Give a draft its number, and fix what it says' : 'Make a draft void',
    request: { params },
    responses: { 200: json('The invoice as it is now', invoiceJson), 400: refused, 404: unknown, 409: inTheWay },
  }),
}));

const creditRoute = createRoute({
  method: 'post',
  path: `${path}/{id}/credit-notes`,
  summary: 'Take back an issued invoice or a part of it',
  request: { params, body: body(creditInput) },
  responses: { 201: json('The credit note', invoiceJson), 400: refused, 404: unknown, 409: inTheWay },
});

const payRoute = createRoute({
  method: 'post',
  path: `${path}/{id}/payments`,
  summary: 'Pay what is open of an invoice',
  request: { params, body: body(z.strictObject({ paymentMethod })) },
  responses: {
    201: json('The payment; "created" and "processing" are still under way', paymentJson),
    ...{ 400: refused, 404: unknown, 409: inTheWay },
  },
});

interface BillingApi {
  readonly billing: Billing;
  readonly now: () => number;
}

/** The JSON API of invoices. */
export function serveBillingApi(app: HttpApp, { billing, now }: BillingApi): void {
  const full = async (tenantId: string, id: string) =>
    invoiceToJson(await billing.invoices.find(tenantId, id), await billing.paymentsOf(tenantId, id));

  app.openapi(listRoute, async (context) => {
    const { limit, after, ...filter } = context.req.valid('query');
    const { invoices, next } = await billing.list(accountOf(context).tenantId, filter, { limit, after });
    return context.json({ invoices: invoices.map(summaryToJson), ...(next !== undefined && { next }) }, 200);
  });
  app.openapi(runRoute, async (context) => {
    const given = checkIsOver(context.req.valid('json').month, now());
    return context.json(await billing.run(accountOf(context).tenantId, given), 200);
  });
  app.openapi(getRoute, async (context) =>
    context.json(await full(accountOf(context).tenantId, context.req.valid('param').id), 200),
  );
  for (const { action, route } of actionRoutes) {
    app.openapi(route, async (context) => {
      const { tenantId } = accountOf(context);
      const { id } = context.req.valid('param');
      await billing.invoices[action](tenantId, id);
      return context.json(await full(tenantId, id), 200);
    });
  }
  app.openapi(creditRoute, async (context) => {
    const { tenantId } = accountOf(context);
    const id = await billing.invoices.credit(tenantId, context.req.valid('param').id, context.req.valid('json'));
    return context.json(await full(tenantId, id), 201);
  });
  app.openapi(payRoute, async (context) => {
    const { tenantId } = accountOf(context);
    const method = context.req.valid('json').paymentMethod;
    const payment = await billing.payments.pay(tenantId, context.req.valid('param').id, method);
    return context.json(paymentToJson(payment), 201);
  });
}

/** What is not over yet would be billed by half, and the other half as late. */
export function checkIsOver(given: string, now: number): string {
  const last = monthBefore(now);
  if (given > last) throw invalid(`month: expected a month that is over, ${last} at the latest, got "${given}"`);
  return given;
}
