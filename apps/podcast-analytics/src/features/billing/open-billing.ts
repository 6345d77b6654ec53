import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Providers } from '../../providers/open-providers.ts';
import { amountOfStripe } from '../../providers/stripe-amount.ts';
import { createBilling } from './billing.ts';
import type { BillingParts } from './billing-parts.ts';
import { campaignDeliveries } from './campaign-deliveries.ts';
import type { Deliveries } from './delivery.ts';
import { scheduleBilling } from './schedule-billing.ts';
import { type ServedBilling, serveBilling } from './serve-billing.ts';
import { createStripeEvents } from './stripe-events.ts';

interface OpenedBilling extends BillingParts, Pick<ServedBilling, 'access'> {
  readonly providers: Pick<Providers, 'stripe' | 'stripeEvent' | 'sandboxes'>;
  readonly jobs: Jobs;
  /** @default those of the campaigns */
  readonly deliveries?: Deliveries | undefined;
}

/** Puts billing together: its routes, and what it does by itself. */
export function openBilling(http: HttpApp, parts: OpenedBilling): void {
  const { providers, jobs, deliveries = campaignDeliveries(parts.database) } = parts;
  const billing = createBilling({ ...parts, deliveries, provider: providers.stripe });
  const events = createStripeEvents({ ...parts, payments: billing.payments, amountOf: amountOfStripe });
  const isSandbox = providers.sandboxes.servers.stripe !== undefined;
  serveBilling(http, { ...parts, billing, events, isSandbox, readEvent: providers.stripeEvent });
  scheduleBilling(jobs, billing, events);
}
