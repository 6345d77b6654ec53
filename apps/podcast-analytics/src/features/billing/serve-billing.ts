import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { Access } from '../../scry/rbac.ts';
import type { Billing } from './billing.ts';
import { serveBillingPages } from './pages.tsx';
import { servePartyPages } from './party-pages.tsx';
import { servePartyApi } from './party-routes.ts';
import { serveBillingApi } from './routes.ts';
import type { StripeEvent } from './stripe-event.ts';
import type { StripeEvents } from './stripe-events.ts';
import { serveStripeWebhooks } from './stripe-webhooks.ts';

export interface ServedBilling {
  readonly billing: Billing;
  readonly events: StripeEvents;
  readonly access: Pick<Access, 'guard'>;
  /** Checks the signature of a webhook over its body. */
  readonly readEvent: (body: string, signature: string | undefined) => StripeEvent;
  readonly isSandbox: boolean;
  readonly now: () => number;
}

/** All routes of billing, behind their guards; the webhook alone has none but its signature. */
export function serveBilling(app: HttpApp, parts: ServedBilling): void {
  const { guard } = parts.access;
  for (const path of ['/billing', '/billing/*', '/api/v1/invoices', '/api/v1/invoices/*', '/api/v1/billing/*']) {
    app.get(path, guard('billing:read'));
    app.on(['POST', 'PUT'], path, guard('billing:manage'));
  }
  serveBillingApi(app, parts);
  servePartyApi(app, parts.billing.parties);
  serveBillingPages(app, parts);
  servePartyPages(app, parts.billing.parties);
  serveStripeWebhooks(app, parts);
}
