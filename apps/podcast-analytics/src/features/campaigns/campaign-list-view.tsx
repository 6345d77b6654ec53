import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignDelivery } from './campaign-delivery.ts';
import { PacingMark, ratioOf } from './pacing-mark.tsx';

export interface CampaignListProps {
  readonly campaigns: readonly { readonly campaign: Campaign; readonly delivery: CampaignDelivery | undefined }[];
  /** The page after this one. */
  readonly next?: string;
  readonly mayCreate: boolean;
  readonly archived: boolean;
}

export const CampaignList: FC<CampaignListProps> = ({ campaigns, next, mayCreate, archived }) => (
  <main id="main">
    <div class="heading">
      <h1>{archived ? 'Archived campaigns' : 'Campaigns'}</h1>
      <span class="steps">
        <a class="button" href={archived ? '/campaigns' : '/campaigns?state=archived'}>
          {archived ? 'Open ones' : 'Archived ones'}
        </a>
        {mayCreate && (
          <a class="button" href="/campaigns/new">
            New campaign
          </a>
        )}
      </span>
    </div>
    <section class="card" aria-label="Campaigns">
      {campaigns.length === 0 ? (
        <p>There is no campaign here that you may see.</p>
      ) : (
        <table class="campaigns">
          <thead>
            <tr>
              <th scope="col">Campaign</th>
              <th scope="col">Flight (UTC)</th>
              <th scope="col">State</th>
              <th scope="col">Impressions</th>
              <th scope="col">Goal</th>
              <th scope="col">Pacing</th>
            </tr>
          </thead>
          <tbody>
            {campaigns.map(({ campaign, delivery }) => (
              <tr data-campaign={campaign.id}>
                <th scope="row">
                  <a href={`/campaigns/${campaign.id}`}>{campaign.name}</a>
                  <small>{campaign.advertiser}</small>
                </th>
                <td>
                  {campaign.flight.from} – {campaign.flight.to}
                </td>
                <td>{campaign.state}</td>
                <td class="number" data-label="impressions">
                  {delivery ? count(delivery.impressions) : '–'}
                </td>
                <td class="number" data-label="goal">
                  {count(campaign.goal)}
                </td>
                <td>
                  {delivery && campaign.state !== 'draft' && (
                    <>
                      <PacingMark state={delivery.pacing.state} /> <small>{ratioOf(delivery.pacing)}</small>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {next !== undefined && (
        <p class="paging">
          <a class="button" href={`/campaigns?after=${next}${archived ? '&state=archived' : ''}`}>
            Next page
          </a>
        </p>
      )}
    </section>
  </main>
);
