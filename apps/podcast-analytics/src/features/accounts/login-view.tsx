import type { FC } from 'hono/jsx';

interface LoginViewProps {
  /** Where to go after the log-in: a path of this server. */
  readonly next: string;
  readonly email?: string;
  /** What was wrong with the last try. */
  readonly problem?: string;
}

export const LoginView: FC<LoginViewProps> = ({ next, email, problem }) => (
  <main id="main" class="narrow">
    <form class="card login" method="post" action="/login">
      <h1>Log in</h1>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
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
    </form>
  </main>
);
