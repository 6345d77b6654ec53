import type { EventHandler } from '../bus/bus.ts';
import type { Database, Queries } from '../db/database.ts';
import type { BusEventType } from '../events/catalogue.ts';
import type { BusEvent } from '../events/event.ts';

interface Consumer<Type extends BusEventType> {
  readonly database: Database;
  /** Names it among the consumers of the same event. Never change it: it would see old events anew. */
  readonly name: string;
  readonly now: () => number;
  /** Acts on the event by statements of `tx`, which take effect once, however often the event comes. */
  readonly handle: (tx: Queries, event: BusEvent<Type>) => Promise<void>;
}

/** A handler that drops what it has dealt with already: the bus delivers at least once. */
export function consumeOnce<Type extends BusEventType>(consumer: Consumer<Type>): EventHandler<Type> {
  const { database, name, now, handle } = consumer;
  return (event) =>
    database.transaction(
      async (tx) => {
        const first = await tx.query(
          `INSERT INTO consumed_events (consumer, event_id, consumed_at) VALUES ($1, $2, $3)
           ON CONFLICT DO NOTHING RETURNING consumer`,
          [name, event.id, new Date(now()).toISOString()],
        );
        if (first.length > 0) await handle(tx, event);
      },
      { idempotent: true },
    );
}
