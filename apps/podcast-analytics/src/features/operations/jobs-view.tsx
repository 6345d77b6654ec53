import type { FC } from 'hono/jsx';
import { count, duration } from '../../platform/http/figures.ts';
import type { DeadJob, JobCounts, WaitingEvents } from './job-repository.ts';

interface JobsViewProps {
  readonly counts: readonly JobCounts[];
  readonly dead: readonly DeadJob[];
  readonly events: readonly WaitingEvents[];
  /** Whether the viewer may have a job tried again. */
  readonly mayRetry: boolean;
}

/** What is done in the background. The queue asks for itself anew every five seconds. */
export const JobsView: FC<JobsViewProps> = ({ counts, dead, events, mayRetry }) => (
  <main id="main">
    <div class="heading">
      <h1>Jobs and events</h1>
    </div>
    <Queue counts={counts} />
    <DeadLetters dead={dead} mayRetry={mayRetry} />
    <Outbox events={events} />
  </main>
);

const Queue: FC<Pick<JobsViewProps, 'counts'>> = ({ counts }) => (
  <section
    class="card"
    id="queue"
    aria-labelledby="queue-title"
    hx-get="/operations/jobs"
    hx-trigger="every 5s"
    hx-select="#queue"
    hx-swap="outerMorph"
  >
    <h2 id="queue-title">Queue</h2>
    {counts.length === 0 ? (
      <p class="empty">No job has been ordered in the last day.</p>
    ) : (
      <section class="scroll" tabindex={0} aria-label="Jobs by name">
        <table class="jobs">
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Waiting</th>
              <th scope="col">Failed</th>
              <th scope="col">Running</th>
              <th scope="col">Overdue for</th>
              <th scope="col">Done in 24 h</th>
            </tr>
          </thead>
          <tbody>
            {counts.map(({ name, waiting, running, done, dead, longestWaitMs }) => (
              <tr data-job={name} data-waiting={waiting} data-dead={dead}>
                <th scope="row">{name}</th>
                <td>{count(waiting)}</td>
                <td>{dead > 0 ? <span class="state open">{count(dead)}</span> : '0'}</td>
                <td>{count(running)}</td>
                <td>{longestWaitMs > 0 ? duration(longestWaitMs) : '–'}</td>
                <td>{count(done)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);

const DeadLetters: FC<Pick<JobsViewProps, 'dead' | 'mayRetry'>> = ({ dead, mayRetry }) => (
  <section class="card" id="dead" aria-labelledby="dead-title">
    <h2 id="dead-title">Failed for good</h2>
    <p class="note">
      They were tried until their attempts were used up, and are kept for 90 days: somebody has to look.
    </p>
    {dead.length === 0 ? (
      <p class="empty">None.</p>
    ) : (
      <ul class="letters">
        {dead.map(({ id, name, tenantId, attempts, error, finishedAt }) => (
          <li data-dead-job={id}>
            <div>
              <strong>{name}</strong>{' '}
              <small>
                {tenantId ?? 'platform'} · {count(attempts)} {attempts === 1 ? 'attempt' : 'attempts'} ·{' '}
                <time datetime={finishedAt.toISOString()}>
                  {finishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC
                </time>
              </small>
              <p>{error}</p>
            </div>
            {mayRetry && (
              <form method="post" action={`/operations/jobs/${id}/retry`}>
                <button type="submit" aria-label={`Try ${name} again`}>
                  Try again
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    )}
  </section>
);

const Outbox: FC<Pick<JobsViewProps, 'events'>> = ({ events }) => (
  <section class="card" id="outbox" aria-labelledby="outbox-title">
    <h2 id="outbox-title">Events that wait for the bus</h2>
    {events.length === 0 ? (
      <p class="empty">None: every event has gone out.</p>
    ) : (
      <ul class="letters">
        {events.map(({ tenantId, waiting, longestWaitMs, error }) => (
          <li data-tenant={tenantId} data-waiting={waiting}>
            <div>
              <strong>{tenantId}</strong>{' '}
              <small>
                {count(waiting)} {waiting === 1 ? 'event' : 'events'}, the oldest for {duration(longestWaitMs)}
              </small>
              {error && <p>{error}</p>}
            </div>
          </li>
        ))}
      </ul>
    )}
  </section>
);
