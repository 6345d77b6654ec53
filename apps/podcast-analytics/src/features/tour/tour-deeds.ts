import { randomUUID } from 'node:crypto';
import type { Providers } from '../../providers/open-providers.ts';
import type { Breakers } from '../../scry/breaker.ts';
import type { Drills } from '../../scry/chaos.ts';
import type { Features } from '../../scry/flags.ts';

export interface TourParts {
  readonly providers: Providers;
  readonly breakers: Breakers;
  readonly drills: Drills;
  readonly features: Features;
}

/** What the buttons of the tour do. Each resolves when its effect can be seen. */
export const tourDeeds = {
  async 'lose-answers'({ providers: { sandboxes, stripe } }) {
    sandboxes.servers.stripe?.faults.set({ kind: 'reset' }, 2);
    const charge = { amountMinor: 1999, currency: 'EUR', paymentMethod: 'pm_card_visa', description: 'The tour' };
    await stripe.charge({ ...charge, idempotencyKey: `tour-${randomUUID()}` });
  },
  async 'break-mail'({ providers: { sandboxes, sendgrid } }) {
    sandboxes.servers.sendgrid?.faults.set({ kind: 'status', status: 503 }, 5);
    const mail = { to: [{ email: 'visitor@podcast.example' }], subject: 'The tour', text: 'It does not arrive.' };
    for (let n = 0; n < 6; n++) await sendgrid.send(mail).catch(() => {}); // that they fail is what is shown
  },
  async 'mend-mail'({ providers: { sandboxes }, breakers }) {
    sandboxes.servers.sendgrid?.faults.clear();
    breakers.provider('sendgrid').reset();
  },
  async 'slow-database'({ drills }) {
    drills.start('database-slow');
  },
  async 'stop-drills'({ drills }) {
    drills.stopAll('the tour');
  },
  async 'roll-out'({ features }) {
    await features.rollOut('ai_insights', { percent: 100, tenants: [], users: [] });
  },
  async 'roll-back'({ features }) {
    await features.rollOut('ai_insights', { percent: 0, tenants: [], users: [] });
  },
} as const satisfies Record<string, (parts: TourParts) => Promise<void>>;

export type TourDeed = keyof typeof tourDeeds;
export const tourDeedNames = Object.keys(tourDeeds) as TourDeed[]; // the keys of `tourDeeds` are its type's
