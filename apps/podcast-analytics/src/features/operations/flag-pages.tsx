import { answerWithError } from '../../platform/http/api-error.ts';
import type { AssetUrl } from '../../platform/http/assets.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { Layout, page } from '../../platform/http/layout.tsx';
import type { AuditTrail } from '../../scry/audit.ts';
import { type Features, featureNames, type Rollout } from '../../scry/flags.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { FlagsView, steps } from './flags-view.tsx';

interface FlagPages {
  readonly features: Features;
  readonly audit: AuditTrail;
  readonly assetUrl: AssetUrl;
}

/** Where features are rolled out. */
export function serveFlagPages(app: HttpApp, { features, audit, assetUrl }: FlagPages): void {
  app.get('/operations/flags', (context) =>
    context.html(
      page(
        <Layout title="Features" assetUrl={assetUrl} current="/operations/flags" account={accountOf(context)}>
          <FlagsView features={features.status(accountOf(context))} />
        </Layout>,
      ),
    ),
  );

  app.post('/operations/flags/:name', async (context) => {
    const name = featureNames.find((each) => each === context.req.param('name'));
    if (!name) {
      const known = featureNames.join(', ');
      return answerWithError(
        context,
        404,
        'not-found',
        `There is no feature "${context.req.param('name')}" among ${known}.`,
      );
    }
    const form = await context.req.parseBody();
    const rollout = readRollout(form);
    if (typeof rollout === 'string') return answerWithError(context, 400, 'invalid-request', rollout);
    const before = features.rolloutOf(name);
    if (!before) {
      return answerWithError(
        context,
        409,
        'refused',
        'The rules of this flag were written by hand: change flags.json.',
      );
    }
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

/** What is wrong with it, or the roll-out. */
function readRollout(form: Readonly<Record<string, unknown>>): Rollout | string {
  const step = steps.find((each) => String(each) === form['percent']);
  if (step === undefined) return `percent: expected one of ${steps.join(', ')}, got "${String(form['percent'])}"`;
  const [tenants, users] = [namesIn(form['tenants']), namesIn(form['users'])];
  const wrong = [...tenants, ...users].find((name) => !/^[\w.@+-]{1,320}$/.test(name));
  if (wrong !== undefined) return `expected names of letters, digits and . _ @ + -, got "${wrong}"`;
  return { percent: step, tenants, users };
}

function namesIn(text: unknown): string[] {
  return typeof text === 'string' ? [...new Set(text.split(/\s+/).filter(Boolean))] : [];
}
