import type { Kafka } from 'kafkajs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../logger.ts';
import { createKafkaConsumer } from './kafka-consumer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('keeps nothing of the rounds in which Kafka was away', async () => {
  const added = vi.spyOn(EventTarget.prototype, 'addEventListener');
  const removed = vi.spyOn(EventTarget.prototype, 'removeEventListener');
  let rounds = 0;
  const consumer = () => ({
    events: { CRASH: 'crash' },
    on() {},
    async connect() {
      rounds += 1;
      throw new Error('Kafka is away');
    },
    async disconnect() {},
  });
  const poller = createKafkaConsumer({
    kafka: { consumer } as unknown as Kafka, // the cast: what it does not use is not here
    groupId: 'test',
    topic: 'test.events',
    handle: async () => {},
    logger: createLogger('silent'),
  });
  poller.start();
  await vi.advanceTimersByTimeAsync(60_000);
  await poller.stop();
  expect(rounds).toBeGreaterThan(5);
  expect(removed.mock.calls.length).toBe(added.mock.calls.length);
});
