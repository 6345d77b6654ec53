import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { invalid, notFound } from '../../platform/http/request-error.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import type { Campaigns } from '../campaigns/campaigns.ts';
import type { AttributionQuery, AttributionReport } from './attribution-report.ts';
import { attributionQuery, newConversion } from './conversion-input.ts';
import type { Conversions } from './conversions.ts';
import type { KnownConversion } from './exposure-rows.ts';
import type { HouseholdKeys } from './household-keys.ts';
import { householdsOf } from './households.ts';
import type { PromoCodes } from './promo-codes.ts';

export interface AttributionApi {
  readonly campaigns: Pick<Campaigns, 'get'>;
  readonly conversions: Conversions;
  readonly promoCodes: PromoCodes;
  readonly keys: HouseholdKeys;
  readonly now: () => number;
  readonly report: (campaign: Campaign, query: AttributionQuery) => Promise<AttributionReport>;
  readonly exposures: (campaign: Campaign) => Promise<readonly KnownConversion[]>;
}

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});
const params = z.object({ id: z.string().meta({ description: 'Of a campaign' }) });
const refused = json('What was expected and what came', apiError);
const unknown = json('There is none, or none that you may see', apiError);
const told = z.object({ id: z.uuid(), campaignId: z.uuid(), duplicate: z.boolean() });

const recordRoute = (now: () => number) =>
  createRoute({
    method: 'post',
    path: '/api/v1/conversions',
    summary: 'Tell of a conversion; an order id makes it safe to tell again',
    request: { body: { required: true, content: { 'application/json': { schema: newConversion(now) } } } },
    responses: {
      200: json('It was known already', told),
      201: json('It is recorded', told),
      ...{ 400: refused, 404: unknown },
    },
  });

const group = z.object({ size: z.int(), converted: z.int() });
const reportRoute = createRoute({
  method: 'get',
  path: '/api/v1/campaigns/{id}/attribution',
  summary: 'Whom the conversions of a campaign are owed to',
  request: { params, query: attributionQuery },
  responses: {
    200: json(
      'Credits are millionths of a conversion: those of a conversion sum up to 1000000, and their values to its value',
      z.object({
        model: z.string(),
        windowDays: z.int(),
        currency: z.string(),
        conversions: z.int(),
        attributed: z.int(),
        valueMinor: z.int(),
        costMinor: z.int(),
        roas: z.number().optional(),
        rows: z.array(
          z.object({
            spotId: z.uuid().optional(),
            episodeId: z.int().optional(),
            promoCode: z.string().optional(),
            micros: z.int(),
            valueMinor: z.int(),
          }),
        ),
        lift: z.object({
          state: z.enum(['known', 'not-enough-data']),
          difference: z.number().optional(),
          low: z.number().optional(),
          high: z.number().optional(),
          relative: z.number().optional(),
          groups: z.object({ exposed: group, control: group }),
        }),
      }),
    ),
    ...{ 400: refused, 404: unknown },
  },
});

const conversionsRoute = createRoute({
  method: 'get',
  path: '/api/v1/campaigns/{id}/conversions',
  summary: 'The conversions behind an attribution, each with what was heard before and after it',
  request: { params },
  responses: {
    200: json(
      'The latest 50000, the latest first',
      z.object({
        conversions: z.array(
          z.object({
            id: z.uuid(),
            kind: z.string(),
            time: z.iso.datetime(),
            valueMinor: z.int(),
            promoCode: z.string().optional(),
            exposures: z.array(
              z.object({ spotId: z.uuid(), position: z.string(), episodeId: z.int(), time: z.iso.datetime() }),
            ),
          }),
        ),
      }),
    ),
    404: unknown,
  },
});

const codeBody = z.strictObject({ code: z.string().max(100) });
const addCodeRoute = createRoute({
  method: 'post',
  path: '/api/v1/campaigns/{id}/promo-codes',
  summary: 'Put a promo code in force',
  request: { params, body: { required: true, content: { 'application/json': { schema: codeBody } } } },
  responses: {
    201: json('All of the campaign', z.object({ promoCodes: z.array(z.string()) })),
    ...{ 400: refused, 404: unknown, 409: json('Another campaign has it, or there are too many', apiError) },
  },
});

const revokeCodeRoute = createRoute({
  method: 'delete',
  path: '/api/v1/campaigns/{id}/promo-codes/{code}',
  summary: 'Take a promo code out of force; what was bought with it stays',
  request: { params: params.extend({ code: z.string().max(100) }) },
  responses: { 204: { description: 'It is free again' }, 404: unknown },
});

const instant = (time: number) => new Date(time).toISOString();

/** The JSON API of attribution. */
export function serveAttributionApi(app: HttpApp, api: AttributionApi): void {
  const { campaigns, conversions, promoCodes, keys, now, report, exposures } = api;

  app.openapi(recordRoute(now), async (context) => {
    const { campaignId, promoCode, address, time: given, ...rest } = context.req.valid('json');
    const { tenantId } = accountOf(context);
    const time = given === undefined ? now() : Date.parse(given);
    const recorded = await conversions.record({
      id: randomUUID(),
      campaign: campaignId === undefined ? { tenantId, promoCode: promoCode ?? '' } : { tenantId, campaignId },
      kind: rest.kind,
      valueMinor: rest.valueMinor,
      ...{ time, households: householdsOf(address, time, await keys(time)) },
      ...(rest.orderId !== undefined && { orderId: rest.orderId }),
      ...(rest.currency !== undefined && { currency: rest.currency }),
    });
    if (recorded.state === 'wrong-currency') {
      throw invalid(`currency: expected that of the campaign, ${recorded.expected}, got ${rest.currency}`);
    }
    if (recorded.state === 'unknown-campaign') {
      throw campaignId === undefined ? notFound('promo code', promoCode ?? '') : notFound('campaign', campaignId);
    }
    const { state, ...ids } = recorded;
    return context.json({ ...ids, duplicate: state === 'duplicate' }, state === 'duplicate' ? 200 : 201);
  });

  app.openapi(reportRoute, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.valid('param').id);
    const { model, windowDays, kind } = context.req.valid('query');
    const { days: _, rows, ...result } = await report(campaign, { model, windowDays, kind });
    return context.json({ model, windowDays, currency: campaign.currency, ...result, rows: [...rows] }, 200);
  });

  app.openapi(conversionsRoute, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.valid('param').id);
    const rows = (await exposures(campaign)).map(({ time, exposures: heard, ...conversion }) => ({
      ...conversion,
      time: instant(time),
      exposures: heard.map((each) => ({ ...each, time: instant(each.time) })),
    }));
    return context.json({ conversions: rows }, 200);
  });

  app.openapi(addCodeRoute, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.valid('param').id);
    await promoCodes.add(campaign, context.req.valid('json').code);
    return context.json({ promoCodes: [...(await promoCodes.list(campaign))] }, 201);
  });

  app.openapi(revokeCodeRoute, async (context) => {
    const { id, code } = context.req.valid('param');
    await promoCodes.revoke(await campaigns.get(accountOf(context), id), code);
    return context.body(null, 204);
  });
}
