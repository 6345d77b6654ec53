import { type Bus, PublishError } from '../bus/bus.ts';
import type { Database } from '../db/database.ts';
import type { BusEvent } from '../events/event.ts';
import type { Events } from '../events/events.ts';
import { endTurn, type Lane, takeLanes, waitingEvents } from './lanes.ts';

export interface Relay {
  /** Publishes what waits, a batch a tenant, and resolves with how many events went out. */
  publishDue(): Promise<number>;
}

interface RelayParts {
  readonly database: Database;
  readonly bus: Pick<Bus, 'publish'>;
  readonly events: Pick<Events, 'published'>;
  readonly now: () => number;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
  /** Told of a turn of a tenant that ended with an error. */
  readonly onFailure?: (failure: { readonly tenantId: string; readonly error: string }) => void;
}

const limits = {
  /** Longer than a publish may take; when a process dies, its lanes wait this long. */
  leaseMs: 20_000,
  lanes: 4,
  events: 100,
  firstBackoffMs: 500,
  longestBackoffMs: 10_000,
};

/**
 * Takes events from the outbox to the bus: each at least once, and those of a tenant in their order. Any number of relays may
 * run. An event that cannot be published holds up its own tenant only, and is tried until it can.
 */
export function createRelay({
  database,
  bus,
  events,
  now,
  random = Math.random,
  onFailure = () => {},
}: RelayParts): Relay {
  async function takeTurn(lane: Lane): Promise<number> {
    const { sent, error } = await publishNext(lane.tenantId);
    const dueAt = now() + (error === undefined ? 0 : backoffMs(lane.failures, random()));
    const publishedIds = sent.map(({ id }) => id);
    await endTurn(database, lane, { publishedIds, at: now(), dueAt, ...(error !== undefined && { error }) });
    for (const event of sent) events.published(event);
    if (error !== undefined) onFailure({ tenantId: lane.tenantId, error });
    return sent.length;
  }

  async function publishNext(tenantId: string): Promise<{ sent: readonly BusEvent[]; error?: string }> {
    const { events: waiting, unknownType } = await waitingEvents(database, tenantId, limits.events);
    try {
      await bus.publish(waiting);
      if (unknownType === undefined) return { sent: waiting };
      return { sent: waiting, error: `There is no event ${unknownType} in the catalogue of this version.` };
    } catch (error) {
      const published = error instanceof PublishError ? error.published : 0;
      return { sent: waiting.slice(0, published), error: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    async publishDue() {
      const lanes = await takeLanes(database, now(), limits.leaseMs, limits.lanes);
      const turns = await Promise.allSettled(lanes.map(takeTurn));
      let published = 0;
      for (const turn of turns) {
        if (turn.status === 'rejected') throw turn.reason;
        published += turn.value;
      }
      return published;
    },
  };
}

/** Doubled from failure to failure, and spread so that tenants do not come back all at once. */
function backoffMs(failures: number, random: number): number {
  return Math.min(limits.longestBackoffMs, limits.firstBackoffMs * 2 ** failures) * (0.5 + random / 2);
}
