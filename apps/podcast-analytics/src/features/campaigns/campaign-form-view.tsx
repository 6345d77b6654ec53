import type { FC } from 'hono/jsx';
import { episodeLabel, showLabel } from '../reports/labels.ts';
import { insertions, openStates, positions } from './campaign.ts';
import { type FormFields, type SpotFields, spotRows } from './campaign-form.ts';
import type { Placement } from './delivery-rows.ts';

export interface CampaignFormProps {
  readonly title: string;
  readonly action: string;
  readonly fields: FormFields;
  readonly placements: readonly Placement[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  /** Of the campaign that is changed. */
  readonly version?: number;
  /** What was wrong with the last try. */
  readonly problem?: string;
}

/** A plain form; a row without a place is no spot, so that spots come and go without a script. */
export const CampaignForm: FC<CampaignFormProps> = ({ title, action, fields, placements, teams, version, problem }) => (
  <main id="main">
    <div class="heading">
      <h1>{title}</h1>
    </div>
    {problem !== undefined && (
      <p class="problem" role="alert">
        {problem}
      </p>
    )}
    <form method="post" action={action} class="campaign-form">
      {version !== undefined && <input type="hidden" name="version" value={String(version)} />}
      <section class="card" aria-labelledby="terms-title">
        <h2 id="terms-title">Terms</h2>
        <div class="fields">
          <Field label="Advertiser" name="advertiser" fields={fields} maxlength={200} required />
          <Field label="Name" name="name" fields={fields} maxlength={200} required />
          <Field label="First day (UTC)" name="from" type="date" fields={fields} required />
          <Field label="Last day (UTC)" name="to" type="date" fields={fields} required />
          <Field label="Goal (impressions)" name="goal" fields={fields} inputmode="numeric" required />
          <Field label="CPM (price of 1000)" name="cpm" fields={fields} inputmode="decimal" required />
          <Field label="Currency (ISO 4217)" name="currency" fields={fields} maxlength={3} required />
          <Choice label="State" name="state" value={of(fields, 'state')} options={openStates} />
        </div>
      </section>
      <section class="card" aria-labelledby="spots-title">
        <h2 id="spots-title">Spots</h2>
        <p class="note">
          A row without a place is no spot. Dynamic spots are in every download of the flight; baked-in ones count on
          the first days of an episode. Save to get more rows.
        </p>
        {spotRows(fields).map((row, n) => (
          <SpotRow row={row} n={n} placements={placements} />
        ))}
      </section>
      {teams.length > 0 && (
        <fieldset class="card">
          <legend>Shared with</legend>
          {teams.map(({ id, name }) => (
            <label class="check">
              <input type="checkbox" name="team" value={id} checked={[fields['team'] ?? []].flat().includes(id)} />{' '}
              {name}
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" class="primary">
        Save
      </button>
    </form>
  </main>
);

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly fields: FormFields;
  readonly type?: string;
  readonly maxlength?: number;
  readonly inputmode?: 'numeric' | 'decimal';
  readonly required?: boolean;
}

const Field: FC<FieldProps> = ({ label, fields, type = 'text', ...input }) => (
  <label>
    {label}
    <input type={type} value={of(fields, input.name)} autocomplete="off" {...input} />
  </label>
);

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: readonly string[];
}

const Choice: FC<ChoiceProps> = ({ label, name, value, options }) => (
  <label>
    {label}
    <select name={name}>
      {options.map((option) => (
        <option value={option} selected={option === value}>
          {option}
        </option>
      ))}
    </select>
  </label>
);

const SpotRow: FC<{ readonly row: SpotFields; readonly n: number; readonly placements: readonly Placement[] }> = ({
  row,
  n,
  placements,
}) => (
  <fieldset class="fields spot">
    <legend class="unseen">Spot {n + 1}</legend>
    <input type="hidden" name={`spot-${n}-id`} value={row.id} />
    <label class="place">
      Place
      <select name={`spot-${n}-place`}>
        <option value="">no spot</option>
        <Places placements={placements} chosen={row.place} />
      </select>
    </label>
    <Choice label="Position" name={`spot-${n}-position`} value={row.position} options={positions} />
    <Choice label="Insertion" name={`spot-${n}-insertion`} value={row.insertion} options={insertions} />
    <label>
      Days, if baked in
      <input name={`spot-${n}-days`} value={row.days} inputmode="numeric" autocomplete="off" />
    </label>
  </fieldset>
);

const Places: FC<{ readonly placements: readonly Placement[]; readonly chosen: string }> = ({ placements, chosen }) => {
  const shows = [...new Map(placements.map((each) => [each.showId, each])).values()];
  const isListed = placements.some(
    ({ showId, episodeId }) => chosen === `show:${showId}` || chosen === `episode:${showId}:${episodeId}`,
  );
  return (
    <>
      {chosen !== '' && !isListed && (
        <option value={chosen} selected>
          an older episode
        </option>
      )}
      {shows.map(({ showId, showKey, showTitle }) => (
        <optgroup label={showLabel(showKey, showTitle)}>
          <option value={`show:${showId}`} selected={chosen === `show:${showId}`}>
            {showLabel(showKey, showTitle)}: all episodes
          </option>
          {placements
            .filter((each) => each.showId === showId && each.episodeId !== null)
            .map(({ episodeId, episodeKey, episodeTitle }) => (
              <option value={`episode:${showId}:${episodeId}`} selected={chosen === `episode:${showId}:${episodeId}`}>
                {episodeLabel(episodeKey ?? '', episodeTitle)}
              </option>
            ))}
        </optgroup>
      ))}
    </>
  );
};

function of(fields: FormFields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
