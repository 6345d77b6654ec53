import type { FC } from 'hono/jsx';
import { instant } from '../../../platform/http/figures.ts';
import type { Show } from '../../shows/show-list.ts';
import { type Section, sections, sectionTitles } from './definition.ts';
import type { DocumentRecord } from './document-rows.ts';
import { intervals } from './period.ts';
import type { Schedule } from './schedules.ts';

interface DocumentsViewProps {
  readonly documents: readonly DocumentRecord[];
  readonly schedules: readonly Schedule[];
  readonly shows: readonly Show[];
  /** That the form begins with. */
  readonly period: { readonly from: string; readonly to: string };
  readonly mayGenerate: boolean;
}

export const DocumentsView: FC<DocumentsViewProps> = ({ documents, schedules, shows, period, mayGenerate }) => (
  <main id="main">
    <div class="heading">
      <h1>Reports</h1>
    </div>
    {mayGenerate && <OrderCard shows={shows} period={period} />}
    <section class="card" aria-labelledby="documents-title">
      <h2 id="documents-title">Documents</h2>
      {documents.length === 0 ? (
        <p class="note">No report yet.</p>
      ) : (
        <section class="scroll" tabindex={0} aria-label="Documents as a table">
          <DocumentTable documents={documents} />
        </section>
      )}
    </section>
    <SchedulesCard schedules={schedules} mayGenerate={mayGenerate} />
  </main>
);

const atFirst: readonly Section[] = ['days', 'episodes', 'apps', 'countries'];

const OrderCard: FC<Pick<DocumentsViewProps, 'shows' | 'period'>> = ({ shows, period }) => (
  <section class="card" aria-labelledby="order-title">
    <h2 id="order-title">New report</h2>
    <p class="note">
      A page to read and print, and a table (CSV). Generated in the background; sent to the addresses when it is ready.
    </p>
    <form class="stack" action="/reports" method="post">
      <div class="line">
        <label>
          Title
          <input name="title" required maxlength={120} placeholder="Downloads in October" />
        </label>
        <label>
          Show
          <select name="show">
            <option value="">All shows</option>
            {shows.map(({ id, label }) => (
              <option value={String(id)}>{label}</option>
            ))}
          </select>
        </label>
        <label>
          From
          <input type="date" name="from" value={period.from} />
        </label>
        <label>
          To
          <input type="date" name="to" value={period.to} />
        </label>
      </div>
      <fieldset>
        <legend>Sections</legend>
        {sections.map((section) => (
          <label class="choice">
            <input type="checkbox" name="sections" value={section} checked={atFirst.includes(section)} />
            <span>
              {sectionTitles[section]} {(section === 'ages' || section === 'listeners') && <small>of one show</small>}
            </span>
          </label>
        ))}
      </fieldset>
      <div class="line">
        <label>
          Send to, addresses apart by spaces
          <input name="recipients" maxlength={2000} autocomplete="off" placeholder="ann@example.com" />
        </label>
        <button type="submit">Generate</button>
        {intervals.map((every) => (
          <button type="submit" formaction="/reports/schedules" name="every" value={every}>
            {every === 'weekly' ? 'Every week' : 'Every month'}
          </button>
        ))}
      </div>
      <p class="note">Every week or month: of the seven days or the calendar month before, without From and To.</p>
    </form>
  </section>
);

const DocumentTable: FC<Pick<DocumentsViewProps, 'documents'>> = ({ documents }) => (
  <table class="list" id="documents">
    <thead>
      <tr>
        {['Report', 'Period (UTC)', 'State', 'By', 'Ordered (UTC)'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {documents.map((document) => (
        <tr>
          <th scope="row">
            <a href={`/reports/${document.id}`}>{document.title}</a>
          </th>
          <td class="date">
            {document.definition.from} – {document.definition.to}
          </td>
          <td>
            <DocumentState document={document} />
          </td>
          <td>{document.createdBy}</td>
          <td class="date">{instant(document.createdAt.getTime())}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const stateClass = { queued: 'half-open', ready: 'closed', failed: 'open' } as const;

export const DocumentState: FC<{ readonly document: Pick<DocumentRecord, 'state' | 'error'> }> = ({ document }) => (
  <>
    <span class={`state ${stateClass[document.state]}`}>{document.state}</span>{' '}
    {document.error !== null && <small>{document.error}</small>}
  </>
);

const SchedulesCard: FC<Pick<DocumentsViewProps, 'schedules' | 'mayGenerate'>> = ({ schedules, mayGenerate }) => (
  <section class="card" id="schedules" aria-labelledby="schedules-title">
    <h2 id="schedules-title">Schedules</h2>
    {schedules.length === 0 ? (
      <p class="note">No report comes by itself yet.</p>
    ) : (
      <section class="scroll" tabindex={0} aria-label="Schedules as a table">
        <table class="list">
          <thead>
            <tr>
              {['Report', 'Every', 'To', 'Next (UTC)', ''].map((name) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {schedules.map(({ id, title, every, recipients, nextAt }) => (
              <tr>
                <th scope="row">{title}</th>
                <td>{every === 'weekly' ? 'week' : 'month'}</td>
                <td>{recipients.join(', ')}</td>
                <td class="date">{instant(nextAt.getTime())}</td>
                <td class="n">
                  {mayGenerate && (
                    <form action={`/reports/schedules/${id}/remove`} method="post">
                      <button type="submit" aria-label={`End the schedule ${title}`}>
                        End
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);
