/**
 * kafkajs has had no release since 2023, and is still the only client that needs no native code. Nothing of it is seen outside of
 * this file and its consumer, so that it can be replaced behind the three methods of a bus.
 */
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Policy } from '../db/pool-database.ts';
import type { Logger } from '../logger.ts';
import { type Bus, PublishError } from './bus.ts';
import { createEventHandlers } from './event-handlers.ts';
import { toMessage } from './event-message.ts';
import { createKafkaConsumer } from './kafka-consumer.ts';

export interface KafkaBusOptions {
  readonly brokers: readonly string[];
  /** Around each batch that is sent: retries, breaker, drills. */
  readonly policy: Policy;
  readonly logger: Logger;
  /** Of the group of consumers, and what the topic begins with. @default 'podcast-analytics' */
  readonly name?: string;
}

const allInSyncReplicas = -1;

/** Carries events over Kafka: the processes of this application consume them as one group, others as they like. */
export function createKafkaBus({ brokers, policy, logger, name = 'podcast-analytics' }: KafkaBusOptions): Bus {
  const topic = `${name}.events`;
  const kafka = new Kafka({
    clientId: name,
    brokers: [...brokers],
    connectionTimeout: 2_000,
    requestTimeout: 3_000,
    retry: { retries: 0 }, // the policy tries again
    logLevel: logLevel.NOTHING, // what goes wrong is told by the policy, the relay and the consumer
  });
  // Its idempotent producer is experimental, and does not span restarts: consumers drop duplicates by the event's id.
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const handlers = createEventHandlers();
  const consumer = createKafkaConsumer({ kafka, groupId: name, topic, handle: handlers.handle, logger });
  let connected: Promise<void> | undefined;

  /** Once; a try that failed is not kept. */
  function connect(): Promise<void> {
    connected ??= producer.connect().catch((error) => {
      connected = undefined;
      throw error;
    });
    return connected;
  }

  return {
    async publish(events) {
      if (events.length === 0) return;
      const messages = events.map(toMessage);
      const send = async () => {
        await connect();
        await producer.send({ topic, acks: allInSyncReplicas, messages });
      };
      await policy(send).catch((error) => {
        throw new PublishError(0, error);
      });
    },
    subscribe(type, handler) {
      handlers.add(type, handler);
      consumer.start();
    },
    async close() {
      await consumer.stop();
      await producer.disconnect();
    },
  };
}
