import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import type { Sandboxes } from '../../providers/sandbox/sandboxes.ts';
import type { SandboxMail } from '../../providers/sandbox/sendgrid-sandbox.ts';
import type { SandboxPayment } from '../../providers/sandbox/stripe-sandbox.ts';
import { amountOfStripe } from '../../providers/stripe-amount.ts';

const shown = 20;

/** What the sandboxes took: payments once each, and mails to read. */
export const SandboxContents: FC<Sandboxes['servers']> = ({ stripe, sendgrid }) => (
  <div class="columns">
    {stripe && <Payments payments={stripe.payments().slice(0, shown)} />}
    {sendgrid && <Mails mails={sendgrid.mails().slice(0, shown)} />}
  </div>
);

const Payments: FC<{ readonly payments: readonly SandboxPayment[] }> = ({ payments }) => (
  <section class="card" id="payments" aria-labelledby="payments-title">
    <h2 id="payments-title">Payments in the sandbox</h2>
    {payments.length === 0 && <p class="empty">None yet.</p>}
    {payments.length > 0 && (
      <section class="scroll" tabindex={0} aria-label="Payments in the sandbox as a table">
        <table>
          <tbody>
            {payments.map(({ id, amount, currency, status, description }) => (
              <tr data-payment={id}>
                <th scope="row">
                  {description ?? 'no description'}
                  <br />
                  <small>{id.slice(0, 14)}…</small>
                </th>
                <td>
                  {count(amountOfStripe(amount, currency))} <small>minor units of {currency.toUpperCase()}</small>
                </td>
                <td>
                  <span class={`state ${status === 'succeeded' ? 'closed' : 'open'}`}>{status}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </section>
);

const Mails: FC<{ readonly mails: readonly SandboxMail[] }> = ({ mails }) => (
  <section class="card" id="mails" aria-labelledby="mails-title">
    <h2 id="mails-title">Mails in the sandbox</h2>
    {mails.length === 0 && <p class="empty">None yet.</p>}
    {mails.map(({ subject, to, from, at, text, attachments }) => (
      <details>
        <summary>
          {subject} <small>to {to.join(', ')}</small>
        </summary>
        <p class="note">
          From {from}, {new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC
          {attachments.length > 0 && `, with ${attachments.map(({ filename }) => filename).join(', ')}`}
        </p>
        <pre>{text}</pre>
      </details>
    ))}
  </section>
);
