import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import type { AgeCurve } from './age-curves.ts';

/** A chart, and the table that it is drawn from, as `DaysCard` has them. */
export const AgesCard: FC<{ readonly curves: readonly AgeCurve[] }> = ({ curves }) => {
  const days = Math.max(0, ...curves.map(({ cumulative }) => cumulative.length));
  return (
    <section class="card ages" id="ages" aria-labelledby="ages-title">
      <h2 id="ages-title">How episodes grow</h2>
      {days === 0 ? (
        <p class="note">No episode that came out since the logs begin is a day old yet.</p>
      ) : (
        <>
          <div class="chart" data-lines="ages-table" aria-hidden="true" />
          <section class="scroll" tabindex={0} aria-label="How episodes grow as a table">
            <table class="list" id="ages-table">
              <caption class="unseen">All downloads until the end of each day since publication</caption>
              <thead>
                <tr>
                  <th scope="col">Day</th>
                  {curves.map(({ label }) => (
                    <th scope="col" class="n">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {Array.from({ length: days }, (_, day) => (
                  <tr>
                    <th scope="row" data-x={String(day + 1)}>
                      {day + 1}
                    </th>
                    {curves.map(({ cumulative }) => (
                      <Cell n={cumulative[day]} />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </section>
  );
};

const Cell: FC<{ readonly n: number | undefined }> = ({ n }) =>
  n === undefined ? (
    <td class="n">
      <small>not yet</small>
    </td>
  ) : (
    <td class="n" data-y={String(n)}>
      {count(n)}
    </td>
  );
