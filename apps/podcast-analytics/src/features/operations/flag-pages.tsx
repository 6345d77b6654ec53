import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { conflict, invalid, notFound } from '../../platform/http/request-error.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Features } from '../../scry/flags.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { featureNames } from './feature.ts';
import { FlagsView, steps } from './flags-view.tsx';
import type { Rollout } from './rollout.ts';

interface FlagPages {
  readonly features: Features;
  readonly audit: AuditTrail;
}

/** Where features are rolled out. */
export function serveFlagPages(app: HttpApp, { features, audit }: FlagPages): void {
  app.get('/operations/flags', (context) =>
    answerPage(context, 'Features', <FlagsView features={features.status(accountOf(context))} />),
  );

  app.post('/operations/flags/:name', async (context) => {
    const name = featureNames.find((each) => each === context.req.param('name'));
    if (!name) throw notFound('feature', context.req.param('name'));
    const form = await context.req.parseBody();
    const rollout = readRollout(form);
    const before = features.rolloutOf(name);
    if (!before) throw conflict('The rules of this flag were written by hand: change flags.json.');
    await audit.log({
      action: 'config.updated',
      resource: { type: 'flag', id: name },
      changes: [
        { path: 'percent', old: before.percent, new: rollout.percent },
        { path: 'tenants', old: before.tenants, new: rollout.tenants },
        { path: 'users', old: before.users, new: rollout.users },
      ].filter((change) => String(change.old) !== String(change.new)),
    });
    await features.rollOut(name, rollout);
    return context.redirect('/operations/flags', 303);
  });
}

function readRollout(form: Readonly<Record<string, unknown>>): Rollout {
  const step = steps.find((each) => String(each) === form['percent']);
  if (step === undefined) {
    throw invalid(`percent: expected one of ${steps.join(', ')}, got "${String(form['percent'])}"`);
  }
  const [tenants, users] = [namesIn(form['tenants']), namesIn(form['users'])];
  const wrong = [...tenants, ...users].find((name) => !/^[\w.@+-]{1,320}$/.test(name));
  if (wrong !== undefined) throw invalid(`expected names of letters, digits and . _ @ + -, got "${wrong}"`);
  return { percent: step, tenants, users };
}

function namesIn(text: unknown): string[] {
  return typeof text === 'string' ? [...new Set(text.split(/\s+/).filter(Boolean))] : [];
}
