import type { Child, FC } from 'hono/jsx';
import { EnrolmentSteps } from '../mfa/enrolment-steps.tsx';
import { passwordLength } from '../password.ts';

interface Tried {
  /** Where to go after the log-in: a path of this server. */
  readonly next: string;
  /** What was wrong with the last try. */
  readonly problem?: string | undefined;
}

interface CardProps {
  readonly title: string;
  readonly action: string;
  readonly problem: string | undefined;
  readonly children?: Child;
}

const Card: FC<CardProps> = ({ title, action, problem, children }) => (
  <main id="main" class="narrow">
    <form class="card login" method="post" action={action}>
      <h1>{title}</h1>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {children}
    </form>
  </main>
);

export const LoginView: FC<Tried & { readonly email?: string }> = ({ next, email, problem }) => (
  <Card title="Log in" action="/login" problem={problem}>
    <input type="hidden" name="next" value={next} />
    <label>
      E-mail address
      <input type="email" name="email" value={email} autocomplete="username" required autofocus={!email} />
    </label>
    <label>
      Password
      <input type="password" name="password" autocomplete="current-password" required autofocus={!!email} />
    </label>
    <button type="submit">Log in</button>
  </Card>
);

export const CodeView: FC<Tried> = ({ next, problem }) => (
  <Card title="Second factor" action="/login/code" problem={problem}>
    <input type="hidden" name="next" value={next} />
    <label>
      Code of your authenticator, or a recovery code
      <input name="code" autocomplete="one-time-code" maxlength={40} required autofocus />
    </label>
    <button type="submit">Go on</button>
    <p class="note">
      Neither at hand? Whoever administers your account can take the second factor off. <a href="/login">Start again</a>
    </p>
  </Card>
);

interface EnrolViewProps extends Tried {
  readonly secret: Uint8Array;
  readonly email: string;
}

export const EnrolView: FC<EnrolViewProps> = ({ next, problem, secret, email }) => (
  <Card title="Set up a second factor" action="/login/enrol" problem={problem}>
    <p class="note">Your network asks those who administer it for one. It takes a minute, once.</p>
    <input type="hidden" name="next" value={next} />
    <EnrolmentSteps secret={secret} email={email} />
    <button type="submit">Turn on and log in</button>
  </Card>
);

interface SetPasswordViewProps {
  readonly token: string;
  readonly email: string | undefined;
  readonly problem?: string;
}

export const SetPasswordView: FC<SetPasswordViewProps> = ({ token, email, problem }) => (
  <Card title="Set your password" action="/set-password" problem={problem}>
    <p>{email}</p>
    <input type="hidden" name="token" value={token} />
    {/* For password managers, which pass over type="hidden". */}
    <input hidden readonly autocomplete="username" value={email} />
    <label>
      New password, {passwordLength.least} characters or more
      <input
        type="password"
        name="password"
        autocomplete="new-password"
        minlength={passwordLength.least}
        maxlength={passwordLength.most}
        required
        autofocus
      />
    </label>
    <button type="submit">Set the password</button>
  </Card>
);

export const LinkClosedView: FC = () => (
  <main id="main" class="narrow">
    <section class="card" role="alert">
      <h1>This link does not work any more</h1>
      <p>It was used, it has expired, or a newer one has taken its place. Ask whoever sent it for a new one.</p>
    </section>
  </main>
);
