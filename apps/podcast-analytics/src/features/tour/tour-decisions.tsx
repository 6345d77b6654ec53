import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import { reasonTexts } from '../operations/feature.ts';
import { DeedButton, TourCard } from './tour-card.tsx';
import type { TourState } from './tour-state.ts';

type Shown = TourState & { readonly origin: string };

export const AuditCard: FC<Shown> = ({ events, report, origin }) => (
  <TourCard name="audit" what="Keeps who did what in a chain of hashes: a changed line is found." origin={origin}>
    <p>
      <span class={`state ${report?.ok ? 'closed' : 'open'}`}>
        {report ? (report.ok ? 'unchanged' : report.divergence?.kind) : 'not in files'}
      </span>{' '}
      {report?.ok && `${count(report.events)} events verified just now`} <a href="/operations/audit">All of it</a>
    </p>
    <ul class="events">
      {events.map(({ seq, action, outcome }) => (
        <li>
          {seq} <code>{action}</code> <small>{outcome}</small>
        </li>
      ))}
    </ul>
  </TourCard>
);

export const ChaosCard: FC<Shown> = ({ drills, origin }) => (
  <TourCard
    name="chaos"
    what="Breaks things on purpose, for two minutes at most, and never in production by accident."
    origin={origin}
  >
    <ul class="events">
      {drills.map(({ name, title, isRunning, injections, remainingMs }) => (
        <li data-drill={name} data-running={String(isRunning)}>
          {title}:{' '}
          {isRunning ? (
            <strong>
              {Math.ceil(remainingMs / 1000)} s left, {count(injections)} calls disturbed
            </strong>
          ) : (
            <small>not running</small>
          )}
        </li>
      ))}
    </ul>
    <div class="deeds">
      <DeedButton deed="slow-database">Make the database slow</DeedButton>
      <DeedButton deed="stop-drills">Stop</DeedButton>
    </div>
  </TourCard>
);

export const FlagsCard: FC<Shown> = ({ features, origin }) => (
  <TourCard
    name="flags"
    what="Gives what is new to a few first and to all later, and takes it back at once."
    origin={origin}
  >
    <dl class="facts">
      {features.map(({ name, isOn, reason }) => (
        <>
          <dt>
            <code>{name}</code>
          </dt>
          <dd data-feature={name} data-on={String(isOn)}>
            <span class={`state ${isOn ? 'closed' : 'open'}`}>{isOn ? 'on' : 'off'}</span> for you:{' '}
            {reasonTexts[reason]}
          </dd>
        </>
      ))}
    </dl>
    <div class="deeds">
      <DeedButton deed="roll-out">Roll ai_insights out to all</DeedButton>
      <DeedButton deed="roll-back">Take it back</DeedButton>
    </div>
  </TourCard>
);

export const RbacCard: FC<Shown> = ({ explanation: { decision, roles, rules }, origin }) => (
  <TourCard name="rbac" what="Decides in one place who may do what, and can say why." origin={origin}>
    <dl class="facts">
      <dt>May a viewer start a drill?</dt>
      <dd data-allowed={String(decision.allowed)}>
        <span class={`state ${decision.allowed ? 'closed' : 'open'}`}>{decision.code}</span>
      </dd>
      <dt>Roles in force</dt>
      <dd>{roles.join(', ')}</dd>
      <dt>Rules that speak of it</dt>
      <dd>{rules.length === 0 ? 'none' : rules.map(({ ruleId }) => ruleId).join(', ')}</dd>
    </dl>
    <p>
      <a href="/operations/access">Ask about others</a>
    </p>
  </TourCard>
);
