import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { advertiserInput, advertiserName, issuerInput } from './billing-input.ts';
import type { Parties } from './parties.ts';

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});
const refused = json('What was expected and what came', apiError);

const party = { name: z.string(), address: z.string(), taxId: z.string(), email: z.string() };
const parties = z.object({
  issuer: z.object(party).nullable(),
  advertisers: z.array(
    z.object({
      ...party,
      advertiser: z.string(),
      taxBasisPoints: z.int(),
      termsDays: z.int(),
      paymentMethod: z.string(),
    }),
  ),
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/billing/parties',
  summary: 'Who invoices are from and to',
  responses: { 200: json('Names and addresses; those of new advertisers are empty', parties) },
});

const issuerRoute = createRoute({
  method: 'put',
  path: '/api/v1/billing/issuer',
  summary: 'Say who invoices are from',
  request: { body: { required: true, content: { 'application/json': { schema: issuerInput } } } },
  responses: { 200: json('All parties as they are now', parties), 400: refused },
});

const advertiserRoute = createRoute({
  method: 'put',
  path: '/api/v1/billing/advertisers/{advertiser}',
  summary: 'Say where the invoices of an advertiser go; its drafts get the new rate of tax',
  request: {
    params: z.object({ advertiser: advertiserName }),
    body: { required: true, content: { 'application/json': { schema: advertiserInput } } },
  },
  responses: { 200: json('All parties as they are now', parties), 400: refused },
});

/** The JSON API of who invoices are from and to. */
export function servePartyApi(app: HttpApp, parties: Parties): void {
  const all = async (tenantId: string) => ({
    issuer: (await parties.issuer(tenantId)) ?? null,
    advertisers: [...(await parties.advertisers(tenantId))],
  });
  app.openapi(getRoute, async (context) => context.json(await all(accountOf(context).tenantId), 200));
  app.openapi(issuerRoute, async (context) => {
    const { tenantId } = accountOf(context);
    await parties.setIssuer(tenantId, context.req.valid('json'));
    return context.json(await all(tenantId), 200);
  });
  app.openapi(advertiserRoute, async (context) => {
    const { tenantId } = accountOf(context);
    const { advertiser } = context.req.valid('param');
    await parties.setAdvertiser(tenantId, { ...context.req.valid('json'), advertiser });
    return context.json(await all(tenantId), 200);
  });
}
