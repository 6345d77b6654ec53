import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import type { DrillStatus } from '../../scry/chaos.ts';

/** What may be broken on purpose. Each drill ends by itself after two minutes. */
export const DrillsView: FC<{ readonly drills: readonly DrillStatus[] }> = ({ drills }) => (
  <section
    class="card"
    id="drills"
    aria-labelledby="drills-title"
    hx-get="/operations"
    hx-trigger="every 2s"
    hx-select="#drills"
    hx-swap="outerMorph"
  >
    <h2 id="drills-title">Drills</h2>
    <p class="note">Each breaks something on purpose, and ends by itself after two minutes.</p>
    <table class="drills">
      <thead class="unseen">
        <tr>
          <th scope="col">Drill</th>
          <th scope="col">State</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        {drills.map(({ name, title, isRunning, injections }) => (
          <tr data-drill={name} data-running={String(isRunning)}>
            <th scope="row">{title}</th>
            <td>
              {isRunning ? (
                <span class="state open">{count(injections)} calls disturbed</span>
              ) : (
                <small>not running</small>
              )}
            </td>
            <td>
              <form method="post" action={`/operations/drills/${name}`}>
                <button type="submit" aria-label={`Start: ${title}`}>
                  {isRunning ? 'Start again' : 'Start'}
                </button>
              </form>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    <form method="post" action="/operations/drills">
      <button type="submit">Stop all</button>
    </form>
  </section>
);
