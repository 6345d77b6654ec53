import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { Billing } from './billing.ts';
import { monthBefore } from './period.ts';
import type { StripeEvents } from './stripe-events.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** What billing does by itself. A run that was missed is made up for by the next one: each takes whatever is due. */
export function scheduleBilling(jobs: Jobs, billing: Billing, events: StripeEvents): void {
  jobs.every('billing.reconcile-payments', {
    everyMs: minuteMs,
    run: async (_, { signal }) => void (await billing.payments.reconcile(signal)),
  });
  // Every day, and not once a month: it finds what came late, and brings the drafts up to date.
  jobs.every('billing.draft-invoices', {
    everyMs: dayMs,
    timeoutMs: 10 * minuteMs,
    run: (slot, { signal }) => billing.runAll(monthBefore(slot.getTime()), signal),
  });
  jobs.every('billing.forget-webhooks', { everyMs: dayMs, run: () => events.forget() });
}
