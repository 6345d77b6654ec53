import type { AuditEvent, VerifyReport } from '@scry/audit';
import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import { type AuditLogName, auditLogs } from '../../scry/audit.ts';
import { type AuditQuery, auditUrl, outcomes } from './audit-query.ts';

export interface AuditViewProps {
  readonly query: AuditQuery;
  /** The newest first. */
  readonly events: readonly AuditEvent[];
  /** Whether there are older ones that fit. */
  readonly isCut: boolean;
  readonly report: VerifyReport;
  /** What actors are called, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

export const AuditView: FC<AuditViewProps> = ({ query, events, isCut, report, names }) => (
  <main id="main">
    <div class="heading">
      <h1>Audit trail</h1>
      <SearchForm {...query} />
    </div>
    <Verification log={query.log} report={report} />
    <section class="card" aria-labelledby="events-title">
      <h2 id="events-title">
        {isCut ? `The newest ${count(events.length)} events` : `${count(events.length)} events`}
      </h2>
      <p class="note">
        What fits the search, as a file: <a href={auditUrl({ ...query, format: 'csv' })}>CSV</a> ·{' '}
        <a href={auditUrl({ ...query, format: 'jsonl' })}>JSON lines</a>. Searches and exports are events, too.
      </p>
      {/* what scrolls must be reachable by keyboard */}
      <section class="scroll" tabindex={0} aria-label="Events">
        <table id="events">
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">Time (UTC)</th>
              <th scope="col">Action</th>
              <th scope="col">Outcome</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Event event={event} name={names.get(event.actor.id)} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  </main>
);

const SearchForm: FC<AuditQuery> = ({ log, action, outcome, actor, text, from, to }) => (
  <form class="filters" method="get" action="/operations/audit" aria-label="Search">
    <label>
      Written by
      <select name="log">
        {auditLogs.map((name: AuditLogName) => (
          <option value={name} selected={name === log}>
            {name}
          </option>
        ))}
      </select>
    </label>
    <label>
      Action
      <input name="action" value={action ?? ''} placeholder="auth.*" maxlength={100} autocomplete="off" />
    </label>
    <label>
      Outcome
      <select name="outcome">
        <option value="">All</option>
        {outcomes.map((name) => (
          <option value={name} selected={name === outcome}>
            {name}
          </option>
        ))}
      </select>
    </label>
    <label>
      Who
      <input name="actor" value={actor ?? ''} maxlength={320} autocomplete="off" />
    </label>
    <label>
      Text
      <input name="text" value={text ?? ''} maxlength={200} autocomplete="off" />
    </label>
    <label>
      From
      <input type="date" name="from" value={from ?? ''} />
    </label>
    <label>
      To
      <input type="date" name="to" value={to ?? ''} />
    </label>
    <button type="submit">Search</button>
  </form>
);

const Verification: FC<{ readonly log: AuditLogName; readonly report: VerifyReport }> = ({ log, report }) => (
  <section class="card" id="verification" data-verified={String(report.ok)} aria-labelledby="verification-title">
    <h2 id="verification-title">
      <span class={`state ${report.ok ? 'closed' : 'open'}`}>{report.ok ? 'unchanged' : report.divergence?.kind}</span>
    </h2>
    <p>
      {report.ok
        ? `All ${count(report.events)} events of the log “${log}” are as they were written: each holds the hash of the one before it.`
        : report.divergence?.message}
    </p>
    <p class="note">
      Root of the tree <code>{report.rootHash}</code>
    </p>
  </section>
);

const Event: FC<{ readonly event: AuditEvent; readonly name: string | undefined }> = ({ event, name }) => (
  <tr data-action={event.action}>
    <td>{event.seq}</td>
    <td class="instant">
      <time datetime={event.time}>{event.time.slice(0, 19).replace('T', ' ')}</time>
    </td>
    <th scope="row">
      <code>{event.action}</code>
    </th>
    <td>
      <span class={`state ${stateOf[event.outcome]}`}>{event.outcome}</span>
    </td>
    <td>
      <span title={event.actor.id}>{name ?? event.actor.id}</span>{' '}
      <small>{[event.actor.type, event.clientIp].filter(Boolean).join(' · ')}</small>
    </td>
    <td>
      <What {...event} />
    </td>
  </tr>
);

const stateOf = { SUCCESS: 'closed', PARTIAL: 'half-open', FAILURE: 'open', DENIED: 'open' } as const;

const What: FC<AuditEvent> = ({ resource, reason, changes = [], details = {} }) => (
  <>
    {resource && `${resource.type} ${resource.id} `}
    {reason && `${reason} `}
    {changes.map((change) => (
      <div>
        {change.path}: {plain(change.old)} → {plain(change.new)}
      </div>
    ))}
    <small>
      {Object.entries(details)
        .map(([name, value]) => `${name}: ${plain(value)}`)
        .join(', ')}
    </small>
  </>
);

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
