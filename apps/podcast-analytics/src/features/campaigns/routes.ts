import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { RequestError } from '../../platform/http/request-error.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { Campaign } from './campaign.ts';
import { campaignStates } from './campaign.ts';
import { byPlacement, type CampaignDelivery } from './campaign-delivery.ts';
import { campaignChange, newCampaign } from './campaign-input.ts';
import { campaignJson, deliveryJson, deliveryToJson, toJson } from './campaign-json.ts';
import type { Campaigns } from './campaigns.ts';

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});
const tagged = (description: string) => ({
  ...json(description, campaignJson),
  headers: z.object({ ETag: z.string().meta({ description: 'The version, as If-Match takes it' }) }),
});
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

const path = '/api/v1/campaigns';
const params = z.object({ id: z.string().meta({ description: 'Of a campaign' }) });
const ifMatch = z.object({ 'if-match': z.string().optional().meta({ description: 'The ETag that was seen: "3"' }) });
const invalid = json('What was expected and what came', apiError);
const unknown = json('There is none, or none that you may see', apiError);
const forbidden = json('You may not do this', apiError);
const outdated = json('It was changed meanwhile', apiError);
const missing = json('If-Match is missing', apiError);

const listRoute = createRoute({
  method: 'get',
  path,
  summary: 'Campaigns that you may see, the latest flights first',
  request: {
    query: z.strictObject({
      state: z
        .enum(campaignStates, { error: ({ input }) => `expected one of ${campaignStates.join(', ')}, got "${input}"` })
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      after: z.string().max(100).optional(),
    }),
  },
  responses: {
    200: json(
      'One page; "next" is absent on the last one. Archived ones are there only where `state` asks for them',
      z.object({ campaigns: z.array(campaignJson), next: z.string().optional() }),
    ),
    400: invalid,
  },
});

const createOne = createRoute({
  method: 'post',
  path,
  summary: 'Book a campaign',
  request: { body: body(newCampaign) },
  responses: { 201: tagged('The campaign'), 400: invalid, 403: forbidden },
});

const getOne = createRoute({
  method: 'get',
  path: `${path}/{id}`,
  summary: 'A campaign',
  request: { params },
  responses: { 200: tagged('The campaign'), 404: unknown },
});

const changeOne = createRoute({
  method: 'patch',
  path: `${path}/{id}`,
  summary: 'Change a campaign; what is absent stays',
  request: { params, headers: ifMatch, body: body(campaignChange) },
  responses: {
    200: tagged('The campaign as it is now'),
    ...{ 400: invalid, 403: forbidden, 404: unknown, 412: outdated, 428: missing },
  },
});

const removeOne = createRoute({
  method: 'delete',
  path: `${path}/{id}`,
  summary: 'Archive a campaign: its numbers stay',
  request: { params, headers: ifMatch },
  responses: {
    204: { description: 'It is archived' },
    ...{ 403: forbidden, 404: unknown, 412: outdated, 428: missing },
  },
});

const deliveryRoute = createRoute({
  method: 'get',
  path: `${path}/{id}/delivery`,
  summary: 'Impressions, cost, pacing and projection of a campaign',
  request: { params },
  responses: { 200: json('From counted downloads', deliveryJson), 404: unknown },
});

export interface CampaignApi {
  readonly campaigns: Campaigns;
  readonly deliveryOf: (campaign: Campaign) => Promise<CampaignDelivery>;
}

/** The JSON API of campaigns. */
export function serveCampaignApi(app: HttpApp, { campaigns, deliveryOf }: CampaignApi): void {
  app.openapi(listRoute, async (context) => {
    const page = await campaigns.list(accountOf(context), context.req.valid('query'));
    return context.json({ ...page, campaigns: page.campaigns.map(toJson) }, 200);
  });

  app.openapi(createOne, async (context) => {
    const campaign = await campaigns.create(accountOf(context), context.req.valid('json'));
    context.header('Location', `${path}/${campaign.id}`);
    return context.json(toJson(tag(context, campaign)), 201);
  });

  app.openapi(getOne, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.valid('param').id);
    return context.json(toJson(tag(context, campaign)), 200);
  });

  app.openapi(changeOne, async (context) => {
    const { id } = context.req.valid('param');
    const version = versionIn(context.req.valid('header')['if-match']);
    const campaign = await campaigns.change(accountOf(context), id, version, context.req.valid('json'));
    return context.json(toJson(tag(context, campaign)), 200);
  });

  app.openapi(removeOne, async (context) => {
    const version = versionIn(context.req.valid('header')['if-match']);
    await campaigns.remove(accountOf(context), context.req.valid('param').id, version);
    return context.body(null, 204);
  });

  app.openapi(deliveryRoute, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.valid('param').id);
    const delivery = await deliveryOf(campaign);
    return context.json(deliveryToJson(campaign, delivery, [...byPlacement(delivery.rows)]), 200);
  });
}

function tag(context: Context<HttpEnv>, campaign: Campaign): Campaign {
  context.header('ETag', `"${campaign.version}"`);
  return campaign;
}

/** Whoever changes a campaign says which version they have seen (RFC 9110 section 13.1.1, RFC 6585 section 3). */
function versionIn(ifMatch: string | undefined): number {
  const [, version] = /^"(\d{1,9})"$/.exec(ifMatch ?? '') ?? [];
  if (version !== undefined) return Number(version);
  const came = ifMatch === undefined ? 'nothing' : `'${ifMatch.slice(0, 50)}'`;
  throw new RequestError(
    428,
    'precondition-required',
    `If-Match: expected the ETag of the campaign, such as "3", got ${came}.`,
  );
}
