/** The part of the composition root that campaigns and attribution are put together in. */
import { attributionReport } from './features/attribution/attribution-report.ts';
import { createConversions } from './features/attribution/conversions.ts';
import { conversionsWithExposures } from './features/attribution/exposure-rows.ts';
import { createHouseholdKeys } from './features/attribution/household-keys.ts';
import { serveAttributionPages } from './features/attribution/pages.tsx';
import { type ConversionIntake, servePixel } from './features/attribution/pixel.ts';
import { createPromoCodes } from './features/attribution/promo-codes.ts';
import { serveAttributionApi } from './features/attribution/routes.ts';
import { campaignDeliveries, campaignDelivery } from './features/campaigns/campaign-delivery.ts';
import { type CampaignTeams, createCampaigns } from './features/campaigns/campaigns.ts';
import { episodeNames, placements } from './features/campaigns/delivery-rows.ts';
import { guardCampaigns, limitBody } from './features/campaigns/guards.ts';
import { serveCampaignPages } from './features/campaigns/pages.tsx';
import { serveCampaignApi } from './features/campaigns/routes.ts';
import type { App } from './main.ts';
import type { HttpApp } from './platform/http/create-http-app.ts';
import type { AuditTrail } from './scry/audit.ts';
import type { Access } from './scry/rbac.ts';

interface CampaignParts extends Pick<App, 'config' | 'now' | 'telemetry' | 'database' | 'outbox' | 'accounts'> {
  readonly audit: AuditTrail;
  readonly access: Access;
  /** Those of the accounts where it is absent. */
  readonly teams?: CampaignTeams | undefined;
  /** Keeps what a pixel told until it is stored; where absent, it is stored at once. */
  readonly conversionIntake?: ConversionIntake | undefined;
}

export function serveCampaigns(http: HttpApp, parts: CampaignParts): void {
  const { config, now, telemetry, database, outbox, audit, access, accounts, teams = accounts.teams } = parts;
  const campaigns = createCampaigns({ database, now, visible: access.visibleCampaigns, teams, audit, outbox });
  const promoCodes = createPromoCodes(database, audit, now);
  const conversions = createConversions(database, outbox, now);
  const keys = createHouseholdKeys(database, now);

  guardCampaigns(http, { access, campaigns, teamsOf: teams.teamsOf });
  http.post('/api/v1/conversions', limitBody, access.guard('conversions:create'));
  serveCampaignApi(http, { campaigns, deliveryOf: (campaign) => campaignDelivery(database, campaign, now()) });
  serveCampaignPages(http, {
    ...{ campaigns, promoCodes, teams, now },
    deliveryOf: (campaign) => campaignDelivery(database, campaign, now()),
    deliveriesOf: (several) => campaignDeliveries(database, several, now()),
    placements: (tenantId) => placements(database, tenantId),
    namesOf: (tenantId, ids) => episodeNames(database, tenantId, ids),
  });
  const attribution = {
    ...{ campaigns, conversions, promoCodes, keys, now },
    report: (
      ...[campaign, query]: [Parameters<typeof attributionReport>[1], Parameters<typeof attributionReport>[2]]
    ) => attributionReport(database, campaign, query, now()),
    exposures: (campaign: Parameters<typeof conversionsWithExposures>[1]) =>
      conversionsWithExposures(database, campaign),
  };
  serveAttributionApi(http, attribution);
  serveAttributionPages(http, { ...attribution, namesOf: (tenantId, ids) => episodeNames(database, tenantId, ids) });
  const { logger } = telemetry;
  servePixel(http, {
    intake: parts.conversionIntake ?? conversions.record,
    keys,
    logger,
    trustProxy: config.trustProxy,
    now,
  });
}
