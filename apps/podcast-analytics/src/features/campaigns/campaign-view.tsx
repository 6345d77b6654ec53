import type { FC } from 'hono/jsx';
import { count, percent } from '../../platform/http/figures.ts';
import { formatMoney } from '../../platform/money/amount.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignDelivery } from './campaign-delivery.ts';
import { pixelPath } from './campaign-json.ts';
import { howDelivered } from './delivery.ts';
import { DeliveryDays } from './delivery-days.tsx';
import type { Placement } from './delivery-rows.ts';
import { howPaced } from './pacing.ts';
import { PacingMark, ratioOf } from './pacing-mark.tsx';
import { PlacementTable } from './placement-table.tsx';

export interface CampaignViewProps {
  readonly campaign: Campaign;
  readonly delivery: CampaignDelivery;
  readonly names: readonly Placement[];
  readonly promoCodes: readonly string[];
  readonly mayUpdate: boolean;
  readonly mayDelete: boolean;
  /** The names of the teams that it is shared with. */
  readonly teams: readonly string[];
  /** Today, a UTC day. */
  readonly today: string;
}

export const CampaignView: FC<CampaignViewProps> = (props) => {
  const { campaign, delivery, names, mayUpdate, mayDelete, today } = props;
  const isOpen = campaign.state !== 'archived';
  return (
    <main id="main">
      <div class="heading">
        <h1>{campaign.name}</h1>
        <span class="steps">
          <a class="button" href={`/campaigns/${campaign.id}/attribution`}>
            Attribution
          </a>
          {mayUpdate && isOpen && (
            <a class="button" href={`/campaigns/${campaign.id}/edit`}>
              Edit and share
            </a>
          )}
        </span>
      </div>
      <Figures campaign={campaign} delivery={delivery} />
      <DeliveryDays campaign={campaign} days={delivery.days} today={today} />
      <div class="columns">
        <PlacementTable campaign={campaign} rows={delivery.rows} names={names} />
        <Terms {...props} />
      </div>
      <section class="card" aria-labelledby="how-title">
        <h2 id="how-title">How this is computed</h2>
        <p class="how">{howDelivered}</p>
        <p class="how">{howPaced}</p>
        <p class="how">
          Cost is impressions × CPM / 1000 in the minor unit of the currency, rounded once, half up. What is to be made
          good costs the same.
        </p>
      </section>
      {mayUpdate && isOpen && <PromoCodeForms campaign={campaign} promoCodes={props.promoCodes} />}
      {mayDelete && isOpen && <DeleteForm campaign={campaign} />}
    </main>
  );
};

type FiguresProps = Pick<CampaignViewProps, 'campaign' | 'delivery'>;

const Figures: FC<FiguresProps> = ({ campaign, delivery }) => {
  const { goal, currency } = campaign;
  const { impressions, costMinor, pacing, makeGoodMinor } = delivery;
  return (
    <dl class="figures">
      <div>
        <dt>Impressions</dt>
        <dd>
          <span id="impressions">{count(impressions)}</span>{' '}
          <small>
            {percent(impressions, goal)} of {count(goal)}
          </small>
        </dd>
      </div>
      <div>
        <dt>Cost so far</dt>
        <dd id="cost">{formatMoney(costMinor, currency)}</dd>
      </div>
      <div>
        <dt>Pacing</dt>
        <dd>
          <PacingMark state={pacing.state} /> <small>{ratioOf(pacing)} of the goal spread evenly</small>
        </dd>
      </div>
      <div>
        <dt>Projected</dt>
        <dd>
          <span id="projected">{pacing.projected === undefined ? '–' : count(pacing.projected)}</span>{' '}
          {pacing.makeGood !== undefined && pacing.makeGood > 0 && (
            <small>
              {count(pacing.makeGood)} to make good, {formatMoney(makeGoodMinor ?? 0, currency)}
            </small>
          )}
        </dd>
      </div>
    </dl>
  );
};

const Terms: FC<CampaignViewProps> = ({ campaign, teams, promoCodes }) => {
  const { advertiser, flight, cpmMinor, currency, state, pixelToken } = campaign;
  return (
    <section class="card" aria-labelledby="terms-title">
      <h2 id="terms-title">Terms</h2>
      <dl class="facts">
        <dt>Advertiser</dt>
        <dd>{advertiser}</dd>
        <dt>Flight (UTC)</dt>
        <dd>
          {flight.from} – {flight.to}, both included
        </dd>
        <dt>CPM</dt>
        <dd>{formatMoney(cpmMinor, currency)}</dd>
        <dt>State</dt>
        <dd id="state">{state}</dd>
        <dt>Shared with</dt>
        <dd>{teams.length === 0 ? 'no team' : teams.join(', ')}</dd>
        <dt>Promo codes</dt>
        <dd>{promoCodes.length === 0 ? 'none' : promoCodes.join(', ')}</dd>
        <dt>Pixel</dt>
        <dd>
          <code class="wrap">{pixelPath(pixelToken)}?kind=purchase&amp;order=…&amp;value=4999</code>
        </dd>
      </dl>
    </section>
  );
};

type FormsProps = Pick<CampaignViewProps, 'campaign' | 'promoCodes'>;

const PromoCodeForms: FC<FormsProps> = ({ campaign, promoCodes }) => (
  <section class="card" aria-labelledby="codes-title">
    <h2 id="codes-title">Promo codes</h2>
    <p class="note">
      A purchase with a code belongs to the campaign whatever was heard. Small and capital letters are the same, and a
      code is in force for one campaign at a time.
    </p>
    <form class="filters" method="post" action={`/campaigns/${campaign.id}/promo-codes`}>
      <label>
        New code
        <input name="code" required maxlength={40} pattern="[A-Za-z0-9_\-]{3,40}" autocomplete="off" />
      </label>
      <button type="submit">Put in force</button>
    </form>
    {promoCodes.map((code) => (
      <form class="filters" method="post" action={`/campaigns/${campaign.id}/promo-codes/revoke`}>
        <input type="hidden" name="code" value={code} />
        <code>{code}</code>
        <button type="submit" aria-label={`Revoke ${code}`}>
          Revoke
        </button>
      </form>
    ))}
  </section>
);

const DeleteForm: FC<Pick<CampaignViewProps, 'campaign'>> = ({ campaign }) => (
  <details class="card">
    <summary>Delete this campaign</summary>
    <form class="delete" method="post" action={`/campaigns/${campaign.id}/delete`}>
      <p class="note">
        It is archived: its numbers stay for invoices, nothing of it can be changed any more, its promo codes are free
        again, and its pixel records nothing.
      </p>
      <input type="hidden" name="version" value={String(campaign.version)} />
      <label class="check">
        <input type="checkbox" name="confirm" value="yes" required /> Yes, delete “{campaign.name}”
      </label>
      <button type="submit">Delete</button>
    </form>
  </details>
);
