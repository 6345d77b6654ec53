import type { FC } from 'hono/jsx';
import { count, instant } from '../../platform/http/figures.ts';
import type { ListenerMonth } from './listener-months.ts';

export const ListenersCard: FC<{ readonly months: readonly ListenerMonth[] }> = ({ months }) => (
  <section class="card" id="listeners" aria-labelledby="listeners-title">
    <h2 id="listeners-title">Unique listeners by month</h2>
    <p class="note">
      A listener is an address with a user agent, named with a key of the calendar month. Once that key is destroyed,
      listeners of the month are told no more.
    </p>
    {months.length === 0 ? (
      <p class="note">No downloads yet.</p>
    ) : (
      <section class="scroll" tabindex={0} aria-label="Unique listeners by month as a table">
        <table class="list" id="months">
          <thead>
            <tr>
              <th scope="col">Month (UTC)</th>
              <th scope="col" class="n">
                Listeners
              </th>
              <th scope="col" class="n">
                Downloads
              </th>
              <th scope="col" class="n">
                Counted
              </th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ month, downloads, listeners, countedAt }) => (
              <tr>
                <th scope="row">{month}</th>
                <td class="n" data-listeners={listeners}>
                  {listeners === undefined ? <span class="state disabled">destroyed</span> : count(listeners)}
                </td>
                <td class="n">{count(downloads)}</td>
                <td class="n">
                  <small>{countedAt === undefined ? '–' : `${instant(countedAt)} UTC`}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);
