import type { EachMessagePayload, Kafka } from 'kafkajs';
import { withTimeout } from '../../scry/retry.ts';
import type { BusEvent } from '../events/event.ts';
import type { Logger } from '../logger.ts';
import { createPoller, type Poller } from '../poller.ts';
import { fromMessage } from './event-message.ts';

interface ConsumerParts {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topic: string;
  readonly handle: (event: BusEvent) => Promise<void>;
  readonly logger: Logger;
}

const limits = { restMs: 1_000, handleMs: 15_000, pollMs: 1_000, sessionMs: 30_000 };

/**
 * Consumes the topic until it is stopped. A handler that fails gets its event again, and holds up what stands behind it. What
 * ends a consumer of kafkajs, which restarts itself only after some errors, ends a round here, and the next one begins.
 */
export function createKafkaConsumer({ kafka, groupId, topic, handle, logger }: ConsumerParts): Poller {
  const stopping = new AbortController();

  async function eachMessage({ message }: EachMessagePayload): Promise<void> {
    const event = readMessage(message.value);
    if (event) await withTimeout(() => handle(event), limits.handleMs);
  }

  function readMessage(value: Buffer | null): BusEvent | undefined {
    try {
      return fromMessage(value);
    } catch (error) {
      logger.error({ topic, error: String(error) }, 'a message was left out: it is no event of this version');
      return undefined;
    }
  }

  async function consumeUntilItEnds(): Promise<number> {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: limits.sessionMs,
      maxWaitTimeInMs: limits.pollMs,
      allowAutoTopicCreation: true,
      retry: { retries: 5, restartOnFailure: async () => false },
    });
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      logger.warn({ topic, error: payload.error.message }, 'the consumer of events begins anew');
      end();
    });
    stopping.signal.addEventListener('abort', end);
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({ eachMessage });
      await ended;
    } finally {
      stopping.signal.removeEventListener('abort', end); // else each round of an outage would be kept
      await consumer.disconnect();
    }
    return 0;
  }

  const poller = createPoller({ name: 'bus', work: consumeUntilItEnds, idleMs: limits.restMs, logger });
  return {
    start: poller.start,
    stop() {
      stopping.abort();
      return poller.stop();
    },
  };
}
