import { withTimeout } from '../../scry/retry.ts';
import { type Bus, PublishError } from './bus.ts';
import { createEventHandlers } from './event-handlers.ts';

/** For one call of `publish`, shorter than the lease of the relay. */
const publishMs = 15_000;

/** The bus of an installation without Kafka: an event is out when its handlers in this process are done with it. */
export function createInProcessBus(): Bus {
  const handlers = createEventHandlers();
  return {
    async publish(events) {
      let published = 0;
      const publishAll = async (signal: AbortSignal) => {
        for (const event of events) {
          signal.throwIfAborted();
          await handlers.handle(event);
          published++;
        }
      };
      await withTimeout(publishAll, publishMs).catch((error) => {
        throw new PublishError(published, error);
      });
    },
    subscribe: (type, handler) => handlers.add(type, handler),
    close: async () => {},
  };
}
