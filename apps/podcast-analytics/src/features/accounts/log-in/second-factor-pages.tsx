import type { Context } from 'hono';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../../platform/http/http-env.ts';
import type { Accounts } from '../accounts.ts';
import { endHalfLogIn, halfLogInToken, originOf } from '../cookies.ts';
import { RecoveryCodesView } from '../mfa/recovery-codes-view.tsx';
import type { AuditedLogIn } from './audited-log-in.ts';
import { localPath, retryAfter, text } from './form-fields.ts';
import { LockedOutError } from './locked-out-error.ts';
import type { HalfLogIn, Session } from './log-in.ts';
import { CodeView, EnrolView } from './login-view.tsx';

interface SecondFactorParts {
  readonly accounts: Pick<Accounts, 'halfLogIn' | 'mfa'>;
  readonly logIn: AuditedLogIn;
  /** Gives the browser its session. */
  readonly enter: (context: Context<HttpEnv>, session: Session) => void;
}

const wrong = 'This code is not right, or it was used already. A code of an authenticator is good for half a minute.';

/** The second page of the log-in. Without the cookie of the first one there is nothing to see. */
export function serveSecondFactor(app: HttpApp, { accounts, logIn, enter }: SecondFactorParts): void {
  /** Whose log-in waits, if it waits for this. */
  async function waiting(context: Context<HttpEnv>, needs: HalfLogIn['needs']): Promise<HalfLogIn | undefined> {
    const token = halfLogInToken(context);
    const half = token === undefined ? undefined : await accounts.halfLogIn(token);
    return half?.needs === needs ? half : undefined;
  }

  app.get('/login/code', async (context) => {
    if (!(await waiting(context, 'code'))) return context.redirect('/login', 303);
    return answerPage(context, 'Second factor', <CodeView next={localPath(context.req.query('next'))} />);
  });

  app.post('/login/code', async (context) => {
    const half = await waiting(context, 'code');
    if (!half) return context.redirect('/login', 303);
    const form = await context.req.parseBody();
    const next = localPath(text(form['next']));
    try {
      const session = await logIn.withCode(half, text(form['code']).slice(0, 100), originOf(context));
      if (!session) return answerPage(context, 'Second factor', <CodeView next={next} problem={wrong} />, 401);
      endHalfLogIn(context);
      enter(context, session);
      return context.redirect(next, 303);
    } catch (error) {
      if (!(error instanceof LockedOutError)) throw error;
      retryAfter(context, error);
      return answerPage(context, 'Second factor', <CodeView next={next} problem={error.message} />, 429);
    }
  });

  async function enrolPage(context: Context<HttpEnv>, half: HalfLogIn, next: string, problem?: string) {
    const { id, name } = half.account;
    const view = <EnrolView next={next} secret={await accounts.mfa.enrol(id)} email={name} problem={problem} />;
    return answerPage(context, 'Set up a second factor', view, problem === undefined ? 200 : 401);
  }

  app.get('/login/enrol', async (context) => {
    const half = await waiting(context, 'enrolment');
    if (!half) return context.redirect('/login', 303);
    return enrolPage(context, half, localPath(context.req.query('next')));
  });

  app.post('/login/enrol', async (context) => {
    const half = await waiting(context, 'enrolment');
    if (!half) return context.redirect('/login', 303);
    const form = await context.req.parseBody();
    const next = localPath(text(form['next']));
    const done = await logIn.withEnrolment(half, text(form['code']).slice(0, 100), originOf(context));
    if (!done) return enrolPage(context, half, next, wrong);
    endHalfLogIn(context);
    enter(context, done.session);
    // Shown in the answer itself: a reload finds the log-in finished, and does not make others.
    return answerPage(context, 'Recovery codes', <RecoveryCodesView codes={done.recoveryCodes} next={next} />);
  });
}
