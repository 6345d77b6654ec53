import type { OutgoingMessage } from 'node:http';
import type { Context } from 'hono';
import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { ownOrigin } from '../../platform/http/own-origin.ts';
import { invalid } from '../../platform/http/request-error.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import { type AppAudit, auditDirectory } from '../../scry/audit.ts';
import type { Access } from '../../scry/rbac.ts';
import { redact } from '../../scry/redact.ts';
import { accountOf } from '../accounts/authenticate.ts';
import { newest, verifyLive } from '../operations/audit-trail.ts';
import { type TourParts, tourDeedNames, tourDeeds } from './tour-deeds.ts';
import { counted, sampleLine, type TourState } from './tour-state.ts';
import { TourView } from './tour-view.tsx';

interface TourPages extends TourParts {
  readonly telemetry: Telemetry;
  readonly access: Access;
  readonly audit: AppAudit;
  readonly dataDir: string;
}

/** The eight packages at work, with buttons that break things. For a machine of one's own: production does not serve it. */
export function serveTour(app: HttpApp, parts: TourPages): void {
  app.get('/ops/tour', async (context) => {
    const state = await readState(parts, context);
    return answerPage(context, 'Tour', <TourView {...state} origin={ownOrigin(context)} />);
  });

  app.post('/ops/tour', async (context) => {
    const { deed: given } = await context.req.parseBody();
    const deed = tourDeedNames.find((each) => each === given);
    if (!deed) throw invalid(`deed: expected one of ${tourDeedNames.join(', ')}, got "${String(given)}"`);
    await parts.audit.log({ action: 'drill.started', resource: { type: 'tour', id: deed } });
    await tourDeeds[deed](parts);
    return context.redirect('/ops/tour', 303);
  });
}

const longestText = 500;

async function readState(parts: TourPages, context: Context<HttpEnv>): Promise<TourState> {
  const { providers, breakers, drills, features, telemetry, access, audit, dataDir } = parts;
  const account = accountOf(context);
  const before = (context.req.query('text') || sampleLine).slice(0, longestText);
  const { events } = await newest(audit, { tenantId: account.tenantId }, 5);
  return {
    retries: await counted(telemetry.metrics, 'retry_retries_total', 'stripe'),
    payments: providers.sandboxes.servers.stripe?.payments().length ?? 0,
    breaker: breakers.status().find(({ name }) => name === 'sendgrid'),
    limitHeaders: limitHeaders(context),
    before,
    after: redact.text(before),
    events,
    report: await verifyLive(audit, auditDirectory(dataDir, 'console')).catch(() => undefined),
    drills: drills.status(),
    features: features.status(account),
    explanation: access.explain({ ...account, role: 'VIEWER' }, 'operations:drill'),
  };
}

/** The limiter has written them to Node's response by now; a test calls the application without one. */
function limitHeaders(context: Context<HttpEnv>): [string, string][] {
  // The cast: these are the bindings of @hono/node-server.
  const { outgoing } = (context.env ?? {}) as { readonly outgoing?: OutgoingMessage };
  return Object.entries(outgoing?.getHeaders() ?? {})
    .filter(([name]) => /^(x-)?ratelimit/.test(name))
    .map(([name, value]) => [name, String(value)]);
}
