import type { FC } from 'hono/jsx';
import { count, percent } from '../../platform/http/figures.ts';
import type { BreakerStatus } from './breaker-status.ts';

const meaning: Readonly<Record<BreakerStatus['state'], string>> = {
  closed: 'calls go through',
  open: 'calls fail at once',
  'half-open': 'one call tries whether it works again',
  'forced-open': 'closed to all calls by hand',
  disabled: 'calls go through, whatever happens',
};

/** What the platform depends on, and whether it is called at the moment. It asks for itself anew every two seconds. */
export const BreakersView: FC<{ readonly breakers: readonly BreakerStatus[] }> = ({ breakers }) => (
  <section
    class="card"
    id="breakers"
    aria-labelledby="breakers-title"
    hx-get="/operations"
    hx-trigger="every 2s"
    hx-select="#breakers"
    hx-swap="outerMorph"
  >
    <h2 id="breakers-title">Circuit breakers</h2>
    <p class="note">Counted since the start of this process.</p>
    <table class="breakers">
      <thead>
        <tr>
          <th scope="col">Dependency</th>
          <th scope="col">State</th>
          <th scope="col">Calls</th>
          <th scope="col">Failed</th>
          <th scope="col">Turned away</th>
          <th scope="col">What that means</th>
        </tr>
      </thead>
      <tbody>
        {breakers.map((breaker) => (
          <tr data-breaker={breaker.name} data-state={breaker.state}>
            <th scope="row">{breaker.name}</th>
            <td>
              <span class={`state ${breaker.state}`}>{breaker.state}</span>
            </td>
            <td data-label="calls">{count(breaker.calls)}</td>
            <td data-label="failed">
              {count(breaker.failures)} <small>{percent(breaker.failures, breaker.calls)}</small>
            </td>
            <td data-label="turned away">{count(breaker.rejected)}</td>
            <td class="how">
              {meaning[breaker.state]}
              {breaker.state === 'open' && `, the next trial in ${Math.ceil(breaker.retryAfterMs / 1000)} s`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
