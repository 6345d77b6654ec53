import { checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import type { AuditEvent } from './audit-event.ts';
import { batchesOf } from './batches.ts';
import { aBoolean, aCount, aName } from './option-rules.ts';
import type { Sink } from './sink.ts';

/** What is used of a producer: those of kafkajs have it, once they are connected. */
export interface KafkaProducerLike {
  send(record: {
    topic: string;
    acks: number;
    messages: { key: string; value: string; headers: { id: string; action: string } }[];
  }): Promise<unknown>;
}

/** Where events go in Kafka, and by whose producer. */
export interface KafkaSinkOptions {
  readonly producer: KafkaProducerLike;
  readonly topic: string;
  /** How many bytes of events go into one request; brokers refuse more than their `message.max.bytes`. @default 524_288 */
  readonly maxBatchBytes?: number;
  /** Whether a call of `log` waits for this sink and fails with it. @default false */
  readonly required?: boolean;
}

const rules: OptionRules<KafkaSinkOptions> = {
  producer: ['object', 'a producer with send()', (producer: object) => 'send' in producer],
  topic: aName,
  maxBatchBytes: aCount,
  required: aBoolean,
};

/**
 * Sends events to a topic, one request at a time and acknowledged by all replicas in sync. The key is the stream, so that one partition holds
 * its events in their order; the value is the line as it was hashed. An event may come twice: the header `id` tells.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const sink = kafkaSink({ producer, topic: 'audit' });
 */
export function kafkaSink(options: KafkaSinkOptions): Sink {
  const { producer, topic, maxBatchBytes = 524_288, required = false } = checkOptions('kafkaSink', options, rules);
  checkValue('kafkaSink: producer', producer, rules.producer);
  checkValue('kafkaSink: topic', topic, rules.topic);
  return {
    name: 'kafka',
    required,
    async append(lines) {
      for (const batch of batchesOf(lines, maxBatchBytes)) {
        const messages = batch.map((value) => {
          // The lines are events.
          const { id, stream, action } = JSON.parse(value) as AuditEvent;
          return { key: stream, value, headers: { id, action } };
        });
        await producer.send({ topic, acks: -1, messages });
      }
    },
    // The producer is the caller's.
    async close() {},
  };
}
