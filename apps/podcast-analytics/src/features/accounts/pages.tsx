import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import type { AppAudit } from '../../scry/audit.ts';
import type { AccountCache } from './account-cache.ts';
import type { Accounts } from './accounts.ts';
import { sessionCookie } from './authenticate.ts';
import { LoginView } from './login-view.tsx';
import { passwordLength } from './password.ts';

interface AccountPages {
  readonly audit: AppAudit;
  readonly accounts: Accounts;
  readonly cache: AccountCache;
}

/** The way in and out of the console: plain forms, which need no script. */
export function serveAccountPages(app: HttpApp, { accounts, cache, audit }: AccountPages): void {
  app.get('/login', (context) =>
    answerPage(context, 'Log in', <LoginView next={localPath(context.req.query('next'))} />),
  );

  app.post('/login', async (context) => {
    const form = await context.req.parseBody();
    const next = localPath(text(form['next']));
    const email = text(form['email']).slice(0, 320);
    const password = text(form['password']);
    const session = password.length > passwordLength.most ? undefined : await accounts.logIn(email, password);
    if (!session) {
      await audit.logAuthFailure({
        actor: { type: 'user', id: email || 'nobody' },
        reason: wrong,
        details: { method },
      });
      return answerPage(context, 'Log in', <LoginView next={next} email={email} problem={wrong} />, 401);
    }
    const { id, tenantId } = session.account;
    await audit.logAuthSuccess({ actor: { type: 'user', id, tenantId }, details: { method } });
    setSession(context, session.token, session.expiresAt);
    return context.redirect(next, 303);
  });

  app.post('/logout', async (context) => {
    const token = getCookie(context, sessionCookie);
    if (token !== undefined) {
      await audit.log({ action: 'auth.logout' });
      await accounts.logOut(token);
      cache.forget(token);
    }
    setSession(context, '', new Date(0));
    return context.redirect('/login', 303);
  });
}

const method = 'password';
const wrong = 'No account has this address and this password.';

function setSession(context: Context<HttpEnv>, token: string, expires: Date): void {
  const secure = new URL(context.req.url).protocol === 'https:';
  setCookie(context, sessionCookie, token, { path: '/', httpOnly: true, sameSite: 'Lax', secure, expires });
}

/** A link into the log-in must not lead out of this server: `//elsewhere` and `/\elsewhere` are addresses of others. */
function localPath(given: string | undefined): string {
  return given !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(given) ? given : '/';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
