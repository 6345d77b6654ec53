import type { FC } from 'hono/jsx';
import { count, percent } from '../../platform/http/figures.ts';
import { formatMoney } from '../../platform/money/amount.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import type { Placement } from '../campaigns/delivery-rows.ts';
import { episodeLabel, showLabel } from '../reports/labels.ts';
import { windowDays } from './attribute.ts';
import { type AttributionQuery, type AttributionReport, conversionsOf } from './attribution-report.ts';
import { conversionKinds } from './conversion.ts';
import { ConversionDays } from './conversion-days.tsx';
import { howCredited, modelNames, models } from './credits.ts';
import { mostListeners } from './exposure-rows.ts';
import { howLifted } from './lift.ts';
import { LiftCard } from './lift-card.tsx';

export interface AttributionViewProps {
  readonly campaign: Campaign;
  readonly query: AttributionQuery;
  readonly report: AttributionReport;
  readonly names: readonly Placement[];
}

export const AttributionView: FC<AttributionViewProps> = (props) => {
  const { campaign, query, report } = props;
  return (
    <main id="main">
      <div class="heading">
        <h1>
          Attribution <small>{campaign.name}</small>
        </h1>
        <Chooser campaign={campaign} query={query} />
      </div>
      <Figures {...props} />
      <ConversionDays days={report.days} />
      <div class="columns">
        <Credits {...props} />
        <LiftCard lift={report.lift} />
      </div>
      <section class="card" aria-labelledby="how-title">
        <h2 id="how-title">How this is computed</h2>
        <p class="how">
          {howCredited[query.model]} An exposure is a counted download with a spot of the campaign in it, by the
          household that converted (the network address, known by a keyed hash of the month), at most {query.windowDays}{' '}
          times 24 hours before. Credits of a conversion sum up to exactly one, and its value is shared out to the last
          minor unit. A promo code tells the campaign by itself. Addresses with more than {mostListeners} listeners are
          no household.
        </p>
        <p class="how">{howLifted}</p>
        <p class="how">
          ROAS is the value of the attributed conversions by the cost so far. The{' '}
          <a href={api(campaign)}>conversions</a> behind these numbers are there with every exposure.
        </p>
      </section>
      <p>
        <a href={`/campaigns/${campaign.id}`}>Back to the campaign</a>
      </p>
    </main>
  );
};

const Chooser: FC<Pick<AttributionViewProps, 'campaign' | 'query'>> = ({ campaign, query }) => (
  <form
    class="filters"
    method="get"
    action={`/campaigns/${campaign.id}/attribution`}
    aria-label="How conversions are attributed"
  >
    <label>
      Model
      <select name="model">
        {models.map((model) => (
          <option value={model} selected={model === query.model}>
            {modelNames[model]}
          </option>
        ))}
      </select>
    </label>
    <label>
      Window (days)
      <input
        type="number"
        name="windowDays"
        value={String(query.windowDays)}
        min={windowDays.least}
        max={windowDays.most}
        required
      />
    </label>
    <label>
      Conversions
      <select name="kind">
        <option value="">all kinds</option>
        {conversionKinds.map((kind) => (
          <option value={kind} selected={kind === query.kind}>
            {kind}
          </option>
        ))}
      </select>
    </label>
    <button type="submit">Apply</button>
  </form>
);

const Figures: FC<AttributionViewProps> = ({ campaign, report }) => (
  <dl class="figures">
    <div>
      <dt>Attributed conversions</dt>
      <dd>
        <span id="attributed">{count(report.attributed)}</span>{' '}
        <small>
          {percent(report.attributed, report.conversions)} of {count(report.conversions)}
        </small>
      </dd>
    </div>
    <div>
      <dt>Attributed value</dt>
      <dd id="value">{formatMoney(report.valueMinor, campaign.currency)}</dd>
    </div>
    <div>
      <dt>Cost so far</dt>
      <dd>{formatMoney(report.costMinor, campaign.currency)}</dd>
    </div>
    <div>
      <dt>ROAS</dt>
      <dd id="roas">{report.roas === undefined ? '–' : report.roas.toFixed(2)}</dd>
    </div>
  </dl>
);

const mostRows = 100;

const Credits: FC<AttributionViewProps> = ({ campaign, report, names }) => (
  <section class="card" aria-labelledby="credits-title">
    <h2 id="credits-title">Owed to</h2>
    {report.rows.length === 0 ? (
      <p>Nothing is attributed yet.</p>
    ) : (
      <table class="placements" id="credits">
        <thead>
          <tr>
            <th scope="col">Episode</th>
            <th scope="col">Spot</th>
            <th scope="col">Conversions</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {report.rows.slice(0, mostRows).map(({ spotId, episodeId, promoCode, micros, valueMinor }) => {
            const name = names.find((each) => each.episodeId === episodeId);
            return (
              <tr data-micros={micros}>
                <th scope="row">
                  {name ? episodeLabel(name.episodeKey ?? '', name.episodeTitle) : (promoCode ?? episodeId)}
                  <small>{name ? showLabel(name.showKey, name.showTitle) : 'promo code'}</small>
                </th>
                <td>{campaign.spots.find(({ id }) => id === spotId)?.position ?? '–'}</td>
                <td class="number">{conversionsOf(micros)}</td>
                <td class="number">{formatMoney(valueMinor, campaign.currency)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    )}
    {report.rows.length > mostRows && (
      <p class="note">{count(report.rows.length - mostRows)} more are told by the API alone.</p>
    )}
  </section>
);

function api({ id }: Campaign): string {
  return `/api/v1/campaigns/${id}/conversions`;
}
