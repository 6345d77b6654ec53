import type { Context } from 'hono';
import type { Events } from '../../../platform/events/events.ts';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../../platform/http/http-env.ts';
import type { AppAudit } from '../../../scry/audit.ts';
import type { AccountCache } from '../account-cache.ts';
import type { Accounts } from '../accounts.ts';
import { endSessionCookie, originOf, sessionToken, setDevice, setHalfLogIn, setSession } from '../cookies.ts';
import { auditedLogIn } from './audited-log-in.ts';
import { localPath, retryAfter, text } from './form-fields.ts';
import { LockedOutError } from './locked-out-error.ts';
import type { Session } from './log-in.ts';
import { LoginView } from './login-view.tsx';
import { serveSecondFactor } from './second-factor-pages.tsx';
import { serveSetPassword } from './set-password-pages.tsx';

interface LogInPages {
  readonly audit: AppAudit;
  readonly accounts: Accounts;
  readonly cache: AccountCache;
  readonly events: Events;
  readonly now: () => number;
}

const wrong = 'No account has this address and this password.';

/** The way in and out of the console: plain forms, which need no script. */
export function serveLogInPages(app: HttpApp, { accounts, cache, audit, events, now }: LogInPages): void {
  const logIn = auditedLogIn(accounts, audit, events);

  function enter(context: Context<HttpEnv>, session: Session): void {
    setSession(context, session);
    setDevice(context, accounts.rememberDevice(session.account), now());
  }

  app.get('/login', (context) =>
    answerPage(context, 'Log in', <LoginView next={localPath(context.req.query('next'))} />),
  );

  app.post('/login', async (context) => {
    const form = await context.req.parseBody();
    const next = localPath(text(form['next']));
    const email = text(form['email']).slice(0, 320);
    try {
      const found = await logIn.withPassword(email, text(form['password']), originOf(context));
      if (!found) {
        return answerPage(context, 'Log in', <LoginView next={next} email={email} problem={wrong} />, 401);
      }
      if (found.kind === 'session') {
        enter(context, found);
        return context.redirect(next, 303);
      }
      setHalfLogIn(context, found);
      const page = found.needs === 'code' ? '/login/code' : '/login/enrol';
      return context.redirect(`${page}?next=${encodeURIComponent(next)}`, 303);
    } catch (error) {
      if (!(error instanceof LockedOutError)) throw error;
      retryAfter(context, error);
      return answerPage(context, 'Log in', <LoginView next={next} email={email} problem={error.message} />, 429);
    }
  });

  serveSecondFactor(app, { accounts, logIn, enter });
  serveSetPassword(app, accounts, audit);

  app.post('/logout', async (context) => {
    const token = sessionToken(context);
    if (token !== '') {
      await audit.log({ action: 'auth.logout' });
      await accounts.logOut(token);
      cache.forget(token);
    }
    endSessionCookie(context);
    return context.redirect('/login', 303);
  });
}
