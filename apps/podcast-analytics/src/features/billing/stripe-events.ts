import type { Database } from '../../platform/db/database.ts';
import type { Payments } from './payments.ts';
import { type StripeEvent, toldBy } from './stripe-event.ts';

export interface StripeEvents {
  /** Takes an event in, once; resolves when that is committed. */
  take(event: StripeEvent): Promise<void>;
  /** Forgets the ids of events that Stripe will not send again: it tries for three days. */
  forget(): Promise<void>;
}

interface EventParts {
  readonly database: Database;
  readonly payments: Payments;
  /** Minor units of what the provider counts in. */
  readonly amountOf: (units: number, currency: string) => number;
  readonly now: () => number;
}

const keptMs = 30 * 86_400_000;

/** The id of an event is stored in the transaction of its effect: until that is committed Stripe sends it again, and after that it changes nothing. */
export function createStripeEvents({ database, payments, amountOf, now }: EventParts): StripeEvents {
  return {
    async take(event) {
      const told = toldBy(event, amountOf);
      await database.transaction(
        async (tx) => {
          const added = await tx.query(
            `INSERT INTO stripe_events (id, type, object_id, received_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO NOTHING RETURNING id`,
            [event.id, event.type, event.data.object.id, new Date(now()).toISOString()],
          );
          if (added.length > 0 && told) await payments.tell(tx, told);
        },
        { idempotent: true },
      );
    },

    async forget() {
      await database.query('DELETE FROM stripe_events WHERE received_at < $1', [
        new Date(now() - keptMs).toISOString(),
      ]);
    },
  };
}
