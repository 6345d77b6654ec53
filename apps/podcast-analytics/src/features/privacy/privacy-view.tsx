import type { FC } from 'hono/jsx';
import { rejectsDays, setAsideDays } from './personal-files.ts';
import { listenerKeyDays } from './retention.ts';

interface PrivacyViewProps {
  /** Who may erase listeners, who are known to all tenants. */
  readonly isOperator: boolean;
}

export const PrivacyView: FC<PrivacyViewProps> = ({ isOperator }) => (
  <main id="main">
    <div class="heading">
      <h1>Privacy</h1>
    </div>
    <section class="card" aria-labelledby="person-title">
      <h2 id="person-title">Somebody with an e-mail address</h2>
      <p class="note">
        A user, somebody invited, or somebody who gets reports. Erasing deletes the account and replaces the address
        wherever else it stands. It cannot be undone.
      </p>
      <form class="filters" method="post" action="/account/privacy/export" aria-label="A person">
        <label>
          Address
          <input type="email" name="email" maxlength={320} required autocomplete="off" />
        </label>
        <button type="submit">Export all that is stored</button>
        <button type="submit" class="danger" formaction="/account/privacy/erase">
          Erase
        </button>
      </form>
    </section>
    {isOperator && <Listener />}
    <section class="card" aria-labelledby="kept-title">
      <h2 id="kept-title">What goes by itself</h2>
      <dl class="facts">
        <dt>Addresses of listeners</dt>
        <dd>are not stored</dd>
        <dt>Keys that name listeners</dt>
        <dd>one a month, destroyed {listenerKeyDays} days after its end</dd>
        <dt>Raw hits, conversions</dt>
        <dd>
          after the days that <a href="/account/tenants">the network</a> says; what was counted stays, and names nobody
        </dd>
        <dt>Rejected lines of logs</dt>
        <dd>
          after {rejectsDays} days; hits that the database refused after {setAsideDays}
        </dd>
        <dt>Sessions, links, wrong tries</dt>
        <dd>when they expire, once a day</dd>
      </dl>
    </section>
  </main>
);

const Listener: FC = () => (
  <section class="card" aria-labelledby="listener-title">
    <h2 id="listener-title">A listener</h2>
    <p class="note">
      Found by the address and the user agent of the requests, in the months whose keys are still there. Hits and
      downloads are deleted, and lines of rejected hits with the address; what was counted stays.
    </p>
    <form class="filters" method="post" action="/account/privacy/export-listener" aria-label="A listener">
      <label>
        IP address
        <input name="address" maxlength={45} required autocomplete="off" />
      </label>
      <label>
        User agent
        <input name="userAgent" maxlength={4096} required autocomplete="off" />
      </label>
      <button type="submit">Export all that is stored</button>
      <button type="submit" class="danger" formaction="/account/privacy/erase-listener">
        Erase
      </button>
    </form>
  </section>
);

export const ErasedView: FC<{ readonly text: string }> = ({ text }) => (
  <main id="main" class="narrow">
    <section class="card" role="status">
      <h1>Erased</h1>
      <p>{text}</p>
      <p class="note">
        The audit trail keeps that it was done, and ids that lead to nobody any more. Backups keep the data until they
        expire.
      </p>
      <a class="button" href="/account/privacy">
        Back
      </a>
    </section>
  </main>
);
