import type { FC } from 'hono/jsx';
import { type FeatureStatus, reasonTexts } from './feature.ts';

/** How far a roll-out goes at a time. */
export const steps = [0, 10, 50, 100] as const;

export const FlagsView: FC<{ readonly features: readonly FeatureStatus[] }> = ({ features }) => (
  <main id="main">
    <div class="heading">
      <h1>Features</h1>
    </div>
    <p class="note">
      Who has a feature at 10 % keeps it at 50 %. ENABLE_NEW_DASHBOARD, ENABLE_AI_INSIGHTS and ENABLE_LOG_UPLOAD in the
      environment win over what is set here.
    </p>
    {features.map((feature) => (
      <Feature {...feature} />
    ))}
  </main>
);

const Feature: FC<FeatureStatus> = ({ name, title, rollout, isOn, reason }) => (
  <section
    class="card"
    data-feature={name}
    data-reason={reason}
    data-percent={rollout?.percent}
    aria-labelledby={`${name}-title`}
  >
    <h2 id={`${name}-title`}>
      <code>{name}</code>
    </h2>
    <p class="note">{title}.</p>
    <dl class="facts">
      <dt>For you</dt>
      <dd>
        <span class={`state ${isOn ? 'closed' : 'half-open'}`}>{isOn ? 'on' : 'off'}</span>{' '}
        <small>{reasonTexts[reason]}</small>
      </dd>
      <dt>Rolled out to</dt>
      <dd>
        {rollout ? `${rollout.percent} % of all accounts` : 'whom flags.json says: its rules were written by hand'}
      </dd>
    </dl>
    {rollout && (
      <form class="rollout" method="post" action={`/operations/flags/${name}`}>
        <label>
          All of these tenants, apart by spaces
          <input name="tenants" value={rollout.tenants.join(' ')} maxlength={1000} autocomplete="off" />
        </label>
        <label>
          These users and keys, by name
          <input name="users" value={rollout.users.join(' ')} maxlength={1000} autocomplete="off" />
        </label>
        <span class="steps">
          {steps.map((percent) => (
            <button
              type="submit"
              name="percent"
              value={String(percent)}
              aria-pressed={String(percent === rollout.percent)}
              aria-label={`Roll ${name} out to ${percent} %`}
            >
              {percent} %
            </button>
          ))}
        </span>
      </form>
    )}
  </section>
);
