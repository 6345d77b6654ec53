import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import { DeedButton, TourCard } from './tour-card.tsx';
import { AuditCard, ChaosCard, FlagsCard, RbacCard } from './tour-decisions.tsx';
import type { TourState } from './tour-state.ts';

interface TourViewProps extends TourState {
  /** Where this server is, for the commands. */
  readonly origin: string;
}

/** One card a package, in two columns where there is room. */
export const TourView: FC<TourViewProps> = (props) => (
  <main id="main">
    <div class="heading">
      <h1>The eight packages at work</h1>
      <p class="note">Every button breaks something of this process, and the card shows what becomes of it.</p>
    </div>
    <div class="tour">
      <RetryCard {...props} />
      <BreakerCard {...props} />
      <LimitCard {...props} />
      <RedactCard {...props} />
      <AuditCard {...props} />
      <ChaosCard {...props} />
      <FlagsCard {...props} />
      <RbacCard {...props} />
    </div>
  </main>
);

const RetryCard: FC<TourViewProps> = ({ retries, payments, origin }) => (
  <TourCard
    name="retry"
    what="Tries again what may pass, without doing it twice: the idempotency key makes a lost answer harmless."
    origin={origin}
  >
    <dl class="facts">
      <dt>Tries again of Stripe</dt>
      <dd data-retries={retries}>{count(retries)}</dd>
      <dt>Payments in the sandbox</dt>
      <dd data-payments={payments}>{count(payments)}</dd>
    </dl>
    <DeedButton deed="lose-answers">Charge once, and lose two answers</DeedButton>
  </TourCard>
);

const BreakerCard: FC<TourViewProps> = ({ breaker, origin }) => (
  <TourCard
    name="breaker"
    what="Leaves alone what is down, so that callers fail at once instead of waiting."
    origin={origin}
  >
    <dl class="facts">
      <dt>SendGrid</dt>
      <dd data-state={breaker?.state ?? 'closed'}>
        <span class={`state ${breaker?.state ?? 'closed'}`}>{breaker?.state ?? 'closed'}</span>{' '}
        {breaker?.state === 'open' && `the next trial in ${Math.ceil(breaker.retryAfterMs / 1000)} s`}
      </dd>
      <dt>Calls, failed, turned away</dt>
      <dd>
        {count(breaker?.calls ?? 0)}, {count(breaker?.failures ?? 0)}, {count(breaker?.rejected ?? 0)}
      </dd>
    </dl>
    <div class="deeds">
      <DeedButton deed="break-mail">Send six mails while it fails</DeedButton>
      <DeedButton deed="mend-mail">Mend it</DeedButton>
    </div>
  </TourCard>
);

const LimitCard: FC<TourViewProps> = ({ limitHeaders, origin }) => (
  <TourCard
    name="ratelimit"
    what="Gives every client its share. These headers came with this page: each view of it counts."
    origin={origin}
  >
    <dl class="facts">
      {limitHeaders.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>
            <code>{value}</code>
          </dd>
        </>
      ))}
    </dl>
    <form method="get" action="/ops/tour">
      <button type="submit">Ask again</button>
    </form>
  </TourCard>
);

const RedactCard: FC<TourViewProps> = ({ before, after, origin }) => (
  <TourCard name="redact" what="Takes secrets out of what is logged, whatever text they are hidden in." origin={origin}>
    <form class="filters" method="get" action="/ops/tour">
      <label>
        What comes in
        <input name="text" value={before} maxlength={500} autocomplete="off" />
      </label>
      <button type="submit">Redact</button>
    </form>
    <p class="note">What is logged</p>
    <pre id="redacted">{after}</pre>
  </TourCard>
);
