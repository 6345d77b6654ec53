import type { FC } from 'hono/jsx';
import { bytes, instant } from '../../../platform/http/figures.ts';
import { sectionTitles } from './definition.ts';
import type { DeliveryRecord } from './delivery-rows.ts';
import type { DocumentRecord, FileSummary } from './document-rows.ts';
import { DocumentState } from './documents-view.tsx';
import type { Share } from './shares.ts';
import { SharesCard } from './shares-card.tsx';

export interface DocumentViewProps {
  readonly document: DocumentRecord;
  readonly files: readonly FileSummary[];
  readonly deliveries: readonly DeliveryRecord[];
  readonly shares: readonly Share[];
  readonly now: number;
  /** Of this server, for links that are copied. */
  readonly origin: string;
  readonly may: { readonly generate: boolean; readonly share: boolean };
}

export const DocumentView: FC<DocumentViewProps> = (props) => (
  <main id="main">
    <div class="heading">
      <h1>{props.document.title}</h1>
      <a class="button" href="/reports">
        All reports
      </a>
    </div>
    <StateCard {...props} />
    {props.document.state === 'ready' && (
      <>
        <DeliveriesCard {...props} />
        <SharesCard {...props} />
      </>
    )}
  </main>
);

const StateCard: FC<DocumentViewProps> = ({ document, files, may }) => (
  <section class="card" aria-labelledby="state-title">
    <h2 id="state-title">Document</h2>
    <dl class="facts">
      <dt>State</dt>
      <dd id="state" role="status">
        <DocumentState document={document} />
      </dd>
      <dt>Period</dt>
      <dd>
        {document.definition.from} to {document.definition.to} (UTC)
      </dd>
      <dt>Sections</dt>
      <dd>{document.definition.sections.map((section) => sectionTitles[section]).join(', ')}</dd>
      <dt>Ordered</dt>
      <dd>
        {instant(document.createdAt.getTime())} UTC by {document.createdBy}
      </dd>
      {files.map(({ format, sha256, bytes: size }) => (
        <>
          <dt>{format.toUpperCase()}</dt>
          <dd>
            <a href={`/reports/${document.id}/${format}`}>Download</a> {bytes(size)}{' '}
            <small class="address">SHA-256 {sha256}</small>
          </dd>
        </>
      ))}
    </dl>
    {document.state === 'queued' && <p class="note">It is being generated: load this page again in a moment.</p>}
    {document.state === 'failed' && may.generate && (
      <form class="actions" action={`/reports/${document.id}/retry`} method="post">
        <button type="submit">Try again</button>
      </form>
    )}
  </section>
);

const deliveryClass = { queued: 'half-open', delivered: 'closed', failed: 'open' } as const;

const DeliveriesCard: FC<DocumentViewProps> = ({ document, deliveries, may }) => (
  <section class="card" id="deliveries" aria-labelledby="deliveries-title">
    <h2 id="deliveries-title">Sent by mail</h2>
    {deliveries.length === 0 && <p class="note">To nobody yet.</p>}
    {deliveries.length > 0 && (
      <section class="scroll" tabindex={0} aria-label="Sent by mail as a table">
        <table class="list">
          <tbody>
            {deliveries.map(({ id, recipient, state, error, deliveredAt }) => (
              <tr>
                <th scope="row">{recipient}</th>
                <td>
                  <span class={`state ${deliveryClass[state]}`}>{state}</span>{' '}
                  <small>{deliveredAt ? `${instant(deliveredAt.getTime())} UTC` : error}</small>
                </td>
                <td class="n">
                  {state === 'failed' && may.share && (
                    <form action={`/reports/${document.id}/deliveries/${id}/retry`} method="post">
                      <button type="submit" aria-label={`Send to ${recipient} again`}>
                        Try again
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
    {may.share && (
      <form class="line" action={`/reports/${document.id}/deliveries`} method="post">
        <label>
          Addresses, apart by spaces
          <input name="recipients" required maxlength={2000} autocomplete="off" />
        </label>
        <button type="submit">Send</button>
      </form>
    )}
  </section>
);
