import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, type KafkaBroker, kafka, startKafka } from '../src/index.ts';

describeWith(kafka, 'a Kafka broker of its own', () => {
  let server: KafkaBroker;
  beforeAll(async () => {
    server = await startKafka();
  });
  afterAll(() => server.stop());

  test('gives a consumer what a producer sent', async () => {
    const client = new Kafka({ brokers: [server.broker], logLevel: logLevel.NOTHING });
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic: 'hits', messages: [{ key: 'episode', value: 'played' }] });
    await producer.disconnect();

    const consumer = client.consumer({ groupId: 'test' });
    await consumer.connect();
    await consumer.subscribe({ topic: 'hits', fromBeginning: true });
    const received = await new Promise((resolve) => {
      void consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) });
    });
    expect(received).toBe('played');
    await consumer.disconnect();
  });
});
