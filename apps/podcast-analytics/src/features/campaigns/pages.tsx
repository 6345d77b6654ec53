import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import * as z from 'zod';
import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { invalid, RequestError } from '../../platform/http/request-error.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { PromoCodes } from '../attribution/promo-codes.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignDelivery } from './campaign-delivery.ts';
import { type FormFields, formOf, readForm } from './campaign-form.ts';
import { CampaignForm } from './campaign-form-view.tsx';
import { newCampaign } from './campaign-input.ts';
import { CampaignList } from './campaign-list-view.tsx';
import { CampaignView } from './campaign-view.tsx';
import type { Campaigns, CampaignTeams } from './campaigns.ts';
import type { Placement } from './delivery-rows.ts';
import { campaignPage } from './guards.ts';
import { addDays, dayOf } from './utc-day.ts';

export interface CampaignPages {
  readonly campaigns: Campaigns;
  readonly promoCodes: PromoCodes;
  readonly teams: Pick<CampaignTeams, 'list'>;
  readonly now: () => number;
  readonly deliveryOf: (campaign: Campaign) => Promise<CampaignDelivery>;
  readonly deliveriesOf: (campaigns: readonly Campaign[]) => Promise<readonly CampaignDelivery[]>;
  readonly placements: (tenantId: string) => Promise<readonly Placement[]>;
  readonly namesOf: (tenantId: string, episodeIds: readonly number[]) => Promise<readonly Placement[]>;
}

const campaignsOnPage = 50;

/** The console's pages of campaigns: plain forms, which need no script. */
export function serveCampaignPages(app: HttpApp, pages: CampaignPages): void {
  serveViews(app, pages);
  serveForms(app, pages);
  serveDeeds(app, pages);
}

function serveViews(app: HttpApp, pages: CampaignPages): void {
  const { campaigns, promoCodes, teams, now, deliveryOf, namesOf } = pages;

  app.get('/campaigns', async (context) => {
    const archived = context.req.query('state') === 'archived';
    const options = {
      limit: campaignsOnPage,
      after: context.req.query('after'),
      ...(archived && { state: 'archived' as const }),
    };
    const page = await campaigns.list(accountOf(context), options);
    const delivered = await deliveriesByTenant(pages, page.campaigns);
    const rows = page.campaigns.map((campaign) => ({ campaign, delivery: delivered.get(campaign.id) }));
    const mayCreate = may(context, 'create');
    return answerPage(
      context,
      'Campaigns',
      <CampaignList
        campaigns={rows}
        mayCreate={mayCreate}
        archived={archived}
        {...(page.next && { next: page.next })}
      />,
    );
  });

  app.get(campaignPage, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.param('id'));
    const delivery = await deliveryOf(campaign);
    const ids = [...new Set(delivery.rows.map(({ episodeId }) => episodeId))];
    const all = await teams.list(campaign.tenantId);
    return answerPage(
      context,
      campaign.name,
      <CampaignView
        campaign={campaign}
        delivery={delivery}
        names={await namesOf(campaign.tenantId, ids)}
        promoCodes={await promoCodes.list(campaign)}
        teams={all.filter(({ id }) => campaign.teamIds.includes(id)).map(({ name }) => name)}
        mayUpdate={may(context, 'update')}
        mayDelete={may(context, 'delete')}
        today={dayOf(now())}
      />,
    );
  });
}

function serveForms(app: HttpApp, { campaigns, teams, placements, now }: CampaignPages): void {
  /** @param tenantId of the campaign: whoever operates the platform changes those of other tenants, too */
  async function answerForm(
    context: Context<HttpEnv>,
    tenantId: string,
    props: Omit<Parameters<typeof CampaignForm>[0], 'placements' | 'teams'>,
  ) {
    const [places, all] = [await placements(tenantId), await teams.list(tenantId)];
    const form: Child = <CampaignForm {...props} placements={places} teams={all} />;
    return answerPage(context, props.title, form, props.problem === undefined ? 200 : 400);
  }

  app.get('/campaigns/new', (context) => {
    const from = addDays(dayOf(now()), 1);
    const fields = { from, to: addDays(from, 29), currency: 'EUR', state: 'draft' };
    const form = { title: 'New campaign', action: '/campaigns/new', fields };
    return answerForm(context, accountOf(context).tenantId, form);
  });

  app.post('/campaigns/new', async (context) => {
    const fields = await formFields(context);
    const form = { title: 'New campaign', action: '/campaigns/new', fields };
    return answering(
      async () => {
        const campaign = await campaigns.create(accountOf(context), checked(fields));
        return context.redirect(`/campaigns/${campaign.id}`, 303);
      },
      (problem) => answerForm(context, accountOf(context).tenantId, { ...form, problem }),
    );
  });

  app.get(`${campaignPage}/edit`, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.param('id'));
    const { name, tenantId, version } = campaign;
    return answerForm(context, tenantId, {
      title: `Edit ${name}`,
      action: `/campaigns/${campaign.id}`,
      fields: formOf(campaign),
      version,
    });
  });

  app.post(campaignPage, async (context) => {
    const id = context.req.param('id');
    const fields = await formFields(context);
    const version = versionOf(fields);
    return answering(
      async () => {
        await campaigns.change(accountOf(context), id, version, checked(fields));
        return context.redirect(`/campaigns/${id}`, 303);
      },
      async (problem) => {
        const { tenantId } = await campaigns.get(accountOf(context), id);
        return answerForm(context, tenantId, { title: 'Edit', action: `/campaigns/${id}`, fields, version, problem });
      },
    );
  });
}

function serveDeeds(app: HttpApp, { campaigns, promoCodes }: CampaignPages): void {
  app.post(`${campaignPage}/delete`, async (context) => {
    const fields = await formFields(context);
    if (fields['confirm'] !== 'yes') throw invalid('confirm: expected "yes", got nothing');
    await campaigns.remove(accountOf(context), context.req.param('id'), versionOf(fields));
    return context.redirect('/campaigns', 303);
  });

  app.post(`${campaignPage}/promo-codes`, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.param('id'));
    await promoCodes.add(campaign, String((await formFields(context))['code'] ?? ''));
    return context.redirect(`/campaigns/${campaign.id}`, 303);
  });

  app.post(`${campaignPage}/promo-codes/revoke`, async (context) => {
    const campaign = await campaigns.get(accountOf(context), context.req.param('id'));
    await promoCodes.revoke(campaign, String((await formFields(context))['code'] ?? ''));
    return context.redirect(`/campaigns/${campaign.id}`, 303);
  });
}

/** Those who operate the platform see campaigns of several tenants, and each is delivered by its own. */
async function deliveriesByTenant({ deliveriesOf }: CampaignPages, campaigns: readonly Campaign[]) {
  const deliveries = new Map<string, CampaignDelivery>();
  for (const tenantId of new Set(campaigns.map((campaign) => campaign.tenantId))) {
    const own = campaigns.filter((campaign) => campaign.tenantId === tenantId);
    const delivered = await deliveriesOf(own);
    for (const [n, delivery] of delivered.entries()) deliveries.set(own[n]?.id ?? '', delivery);
  }
  return deliveries;
}

function may(context: Context<HttpEnv>, action: 'create' | 'update' | 'delete'): boolean {
  return context.get('may')?.(`campaigns:${action}`) ?? false;
}

const formText = z.union([z.string(), z.array(z.string())]);

async function formFields(context: Context<HttpEnv>): Promise<FormFields> {
  const fields = z.record(z.string(), formText).safeParse(await context.req.parseBody({ all: true }));
  if (!fields.success) throw invalid('expected the fields of the form, got something else');
  return fields.data;
}

function versionOf(fields: FormFields): number {
  const { version } = fields;
  if (typeof version === 'string' && /^\d{1,9}$/.test(version)) return Number(version);
  throw invalid('version: expected the version of the campaign that was changed');
}

function checked(fields: FormFields) {
  const campaign = newCampaign.safeParse(readForm(fields));
  if (campaign.success) return campaign.data;
  throw invalid(campaign.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

/** What is wrong with what was typed stands above the form, with all that was typed still in it. */
async function answering<T>(deed: () => Promise<T>, refuse: (problem: string) => T | Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (error) {
    if (error instanceof RequestError && [400, 409, 412].includes(error.status)) return refuse(error.message);
    throw error;
  }
}
