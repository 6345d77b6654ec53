import { answerPage } from '../../platform/http/answer-page.tsx';
import { answerInvalid } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { Placement } from '../campaigns/delivery-rows.ts';
import { campaignPage } from '../campaigns/guards.ts';
import { AttributionView } from './attribution-view.tsx';
import { attributionQuery } from './conversion-input.ts';
import type { AttributionApi } from './routes.ts';

export interface AttributionPages extends Pick<AttributionApi, 'campaigns' | 'report'> {
  readonly namesOf: (tenantId: string, episodeIds: readonly number[]) => Promise<readonly Placement[]>;
}

/** The page that tells whom the conversions of a campaign are owed to, by the model that is chosen. */
export function serveAttributionPages(app: HttpApp, { campaigns, report, namesOf }: AttributionPages): void {
  app.get(`${campaignPage}/attribution`, async (context) => {
    const query = attributionQuery.safeParse(context.req.query());
    if (!query.success) return answerInvalid(query, context);
    const campaign = await campaigns.get(accountOf(context), context.req.param('id'));
    const result = await report(campaign, query.data);
    const ids = result.rows.flatMap(({ episodeId }) => episodeId ?? []);
    const names = await namesOf(campaign.tenantId, [...new Set(ids)]);
    return answerPage(
      context,
      `Attribution of ${campaign.name}`,
      <AttributionView campaign={campaign} query={query.data} report={result} names={names} />,
    );
  });
}
