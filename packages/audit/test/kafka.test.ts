import { Kafka, logLevel } from 'kafkajs';
import { describeWith, type KafkaBroker, kafka, startKafka } from 'services';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type KafkaProducerLike, kafkaSink } from '../src/kafka.ts';
import { idsOf, opened, sampleLines } from './sink-host.ts';

type Batch = Parameters<KafkaProducerLike['send']>[0];

function recorder() {
  const sent: Batch[] = [];
  return { sent, producer: { send: async (batch: Batch) => void sent.push(batch) } };
}

test('sends lines as they were hashed, under the key of their stream, to all replicas', async () => {
  const { sent, producer } = recorder();
  const lines = sampleLines(2);
  const sink = await opened(kafkaSink({ producer, topic: 'audit' }));
  await sink.append(lines, { durable: true });
  const [id] = idsOf(lines);
  expect(sent).toMatchObject([{ topic: 'audit', acks: -1 }]);
  expect(sent[0]?.messages).toHaveLength(2);
  expect(sent[0]?.messages[0]).toEqual({ key: 'audit', value: lines[0], headers: { id, action: 'data.read' } });
});

test('cuts what is too much for one request, and begins no request before the last one is through', async () => {
  const { sent, producer } = recorder();
  let running = 0;
  const send = vi.fn(async (batch: Batch) => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    await producer.send(batch);
  });
  const lines = sampleLines(10);
  const sink = await opened(kafkaSink({ producer: { send }, topic: 'audit', maxBatchBytes: 1_000 }));
  await sink.append(lines, { durable: true });
  expect(send.mock.calls.length).toBeGreaterThan(2);
  expect(sent.flatMap(({ messages }) => messages.map(({ value }) => value))).toEqual(lines);
});

test('rejects with what the producer throws, so that the lines come again', async () => {
  const producer = { send: async () => Promise.reject(new Error('no leader')) };
  const sink = await opened(kafkaSink({ producer, topic: 'audit' }));
  await expect(sink.append(sampleLines(1), { durable: true })).rejects.toThrow('no leader');
});

test.each([
  [{ producer: {} }, 'kafkaSink: producer must be a producer with send(), got an object'],
  [{ producer: undefined }, 'kafkaSink: producer must be a producer with send(), got undefined'],
  [{ topic: '' }, 'kafkaSink: topic must be a text that is not empty, got ""'],
  [{ topic: undefined }, 'kafkaSink: topic must be a text that is not empty, got undefined'],
])('refuses %j', (wrong, message) => {
  const options = { producer: recorder().producer, topic: 'audit', ...wrong };
  expect(() => kafkaSink(options as never)).toThrow(message);
});

describeWith(kafka, 'kafkaSink with kafkajs', () => {
  let broker: KafkaBroker;
  beforeAll(async () => {
    broker = await startKafka();
  }, 60_000);
  afterAll(() => broker.stop());

  test('keeps the order of a stream, in one partition', { timeout: 60_000 }, async () => {
    const client = new Kafka({ brokers: [broker.broker], logLevel: logLevel.NOTHING });
    const producer = client.producer();
    const consumer = client.consumer({ groupId: 'auditors' });
    await Promise.all([producer.connect(), consumer.connect()]);
    const lines = sampleLines(50);
    const sink = await opened(kafkaSink({ producer, topic: 'audit', maxBatchBytes: 2_000, required: true }));
    await sink.append(lines, { durable: true });
    const received: { partition: number; key: string; value: string; id: string }[] = [];
    await consumer.subscribe({ topic: 'audit', fromBeginning: true });
    await new Promise<void>((resolve) => {
      void consumer.run({
        eachMessage: async ({ partition, message }) => {
          const { key, value, headers } = message;
          received.push({ partition, key: String(key), value: String(value), id: String(headers?.['id']) });
          if (received.length === lines.length) resolve();
        },
      });
    });
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
    expect(received.map(({ value }) => value)).toEqual(lines);
    expect(received.map(({ id }) => id)).toEqual(idsOf(lines));
    expect(new Set(received.map(({ partition, key }) => `${partition} ${key}`)).size).toBe(1);
  });
});
