import type { FC } from 'hono/jsx';
import type { Account } from '../account.ts';
import type { ListedSession } from '../log-in/sessions.ts';
import { EnrolmentSteps } from '../mfa/enrolment-steps.tsx';
import type { MfaStatus } from '../mfa/mfa.ts';
import { passwordLength } from '../password.ts';
import { ShownOnce } from '../shown-once.tsx';

interface MeViewProps {
  readonly account: Account;
  readonly mfa: MfaStatus;
  readonly sessions: readonly ListedSession[];
  /** Just made. */
  readonly recoveryCodes: readonly string[] | undefined;
}

export const MeView: FC<MeViewProps> = ({ account, mfa, sessions, recoveryCodes }) => (
  <main id="main">
    <div class="heading">
      <h1>Your account</h1>
    </div>
    {recoveryCodes && (
      <ShownOnce title="Your recovery codes" text={recoveryCodes.join('\n')}>
        Each opens your account once, in place of a code of your authenticator. Write them down or print them.
      </ShownOnce>
    )}
    <section class="card" aria-labelledby="you-title">
      <h2 id="you-title">You</h2>
      <dl class="facts">
        <dt>Address</dt>
        <dd>{account.name}</dd>
        <dt>Role</dt>
        <dd>{account.role}</dd>
        <dt>Tenant</dt>
        <dd>{account.tenantId}</dd>
        <dt>Your data</dt>
        <dd>
          <a href="/account/data">Everything that is stored about you, as a file</a>
        </dd>
      </dl>
    </section>
    <SecondFactor {...mfa} />
    <Password account={account} />
    <Sessions sessions={sessions} />
  </main>
);

const SecondFactor: FC<MfaStatus> = ({ isOn, recoveryCodesLeft }) => (
  <section class="card" aria-labelledby="mfa-title" data-mfa={String(isOn)}>
    <h2 id="mfa-title">
      Second factor <span class={`state ${isOn ? 'closed' : 'half-open'}`}>{isOn ? 'on' : 'off'}</span>
    </h2>
    {isOn ? (
      <>
        <p class="note">{recoveryCodesLeft} recovery codes are left. What you change here asks for a code first.</p>
        <form class="filters" method="post" action="/account/mfa/recovery-codes" aria-label="Change the second factor">
          <label>
            Code
            <input name="code" autocomplete="one-time-code" maxlength={40} required />
          </label>
          <button type="submit">New recovery codes</button>
          <button type="submit" formaction="/account/mfa/remove">
            Turn it off
          </button>
        </form>
      </>
    ) : (
      <>
        <p class="note">With it, whoever learns your password does not come in.</p>
        <a class="button" href="/account/mfa">
          Set it up
        </a>
      </>
    )}
  </section>
);

const Password: FC<Pick<MeViewProps, 'account'>> = ({ account }) => (
  <section class="card" aria-labelledby="password-title">
    <h2 id="password-title">Password</h2>
    <p class="note">Your other sessions end when it changes.</p>
    <form class="filters" method="post" action="/account/password" aria-label="Change the password">
      {/* For password managers, which pass over type="hidden". */}
      <input hidden readonly autocomplete="username" value={account.name} />
      <label>
        Current password
        <input type="password" name="current" autocomplete="current-password" maxlength={200} required />
      </label>
      <label>
        New password
        <input
          type="password"
          name="password"
          autocomplete="new-password"
          minlength={passwordLength.least}
          maxlength={passwordLength.most}
          required
        />
      </label>
      <button type="submit">Change the password</button>
    </form>
  </section>
);

const Sessions: FC<Pick<MeViewProps, 'sessions'>> = ({ sessions }) => (
  <section class="card" aria-labelledby="sessions-title">
    <h2 id="sessions-title">Where you are logged in</h2>
    <section class="scroll" tabindex={0} aria-label="Sessions">
      <table id="sessions" class="stacked">
        <thead>
          <tr>
            <th scope="col">Browser</th>
            <th scope="col">Since (UTC)</th>
            <th scope="col">End</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ id, userAgent, createdAt, isCurrent }) => (
            <tr>
              <th scope="row">{userAgent ?? 'not known'}</th>
              <td data-label="since">{createdAt.toISOString().slice(0, 16).replace('T', ' ')}</td>
              <td>
                {isCurrent ? (
                  'this one'
                ) : (
                  <form method="post" action={`/account/sessions/${id}/end`}>
                    <button type="submit" aria-label={`End the session in ${userAgent ?? 'an unknown browser'}`}>
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
    {sessions.length > 1 && (
      <form method="post" action="/account/sessions/end">
        <button type="submit">End all others</button>
      </form>
    )}
  </section>
);

export const EnrolView: FC<{ readonly secret: Uint8Array; readonly email: string }> = (props) => (
  <main id="main" class="narrow">
    <form class="card login" method="post" action="/account/mfa">
      <h1>Set up a second factor</h1>
      <EnrolmentSteps {...props} />
      <button type="submit">Turn it on</button>
    </form>
  </main>
);
