import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { describeWith, type KafkaBroker, kafka, startKafka } from 'services';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Bus } from '../../src/platform/bus/bus.ts';
import { createKafkaBus } from '../../src/platform/bus/kafka-bus.ts';
import { currentContext } from '../../src/platform/context/request-context.ts';
import type { BusEvent } from '../../src/platform/events/event.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';

describeWith(kafka, 'the bus over Kafka', () => {
  let broker: KafkaBroker;
  const opened: Bus[] = [];
  const lines: string[] = [];
  const { logger } = createTelemetry('debug', { write: (line) => void lines.push(line) });

  beforeAll(async () => {
    broker = await startKafka();
  });
  afterAll(() => broker.stop());
  beforeEach(() => {
    lines.length = 0;
  });
  afterEach(async () => {
    for (const bus of opened.splice(0)) await bus.close();
  });

  /** One with a topic and a group of its own. */
  function open(name: string = randomUUID()): Bus {
    const bus = createKafkaBus({ brokers: [broker.broker], policy: (work) => work(), logger, name });
    opened.push(bus);
    return bus;
  }

  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const created = (tenantId: string, subject: string): BusEvent<'campaign.created'> => ({
    ...{ id: randomUUID(), type: 'campaign.created', tenantId, subject, data: { name: 'Spring' } },
    ...{ occurredAt: new Date('2026-02-03T04:05:06.789Z'), requestId: 'r1', userId: 'u1', traceparent },
  });

  function collect(bus: Bus): BusEvent[] {
    const handled: BusEvent[] = [];
    bus.subscribe('campaign.created', async (event) => void handled.push(event));
    return handled;
  }

  test('hands a consumer what was published, whole, and in the order of its tenant', async () => {
    const bus = open();
    const events = [created('ann', '1'), created('ann', '2'), created('ann', '3')];
    await bus.publish(events);
    await bus.publish([created('ben', '4')]);
    const handled = collect(bus);
    await expect.poll(() => handled, { timeout: 20_000 }).toHaveLength(4);
    expect(handled.filter(({ tenantId }) => tenantId === 'ann')).toEqual(events);
  });

  test('hands an event again to a handler that failed, on behalf of whom it came from', async () => {
    const bus = open();
    const tries: unknown[] = [];
    bus.subscribe('campaign.created', async ({ subject }) => {
      tries.push([subject, currentContext().requestId, currentContext().traceparent?.slice(3, 35)]);
      if (tries.length < 3) throw new Error('not yet');
    });
    await bus.publish([created('ann', '1'), created('ann', '2')]);
    await expect.poll(() => tries, { timeout: 30_000 }).toHaveLength(4);
    expect(tries).toEqual(['1', '1', '1', '2'].map((subject) => [subject, 'r1', traceparent.slice(3, 35)]));
  });

  test('leaves out a message that is no event, says so, and goes on', async () => {
    const producer = new Kafka({ brokers: [broker.broker], logLevel: logLevel.NOTHING }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const broken = [null, 'nonsense', JSON.stringify({ ...created('ann', '1'), type: 'campaign.cloned' })];
    await producer.send({ topic: 'broken.events', messages: broken.map((value) => ({ key: 'ann', value })) });
    await producer.disconnect();
    const bus = open('broken');
    await bus.publish([created('ann', '2')]);
    const handled = collect(bus);
    await expect.poll(() => handled, { timeout: 20_000 }).toHaveLength(1);
    expect(lines.filter((line) => line.includes('a message was left out'))).toHaveLength(3);
  });

  test('rejects while the broker does not answer, having published nothing, and goes on when it does', async () => {
    const bus = open();
    await bus.publish([created('ann', '1')]);
    broker.pause();
    try {
      await expect(bus.publish([created('ann', '2')])).rejects.toMatchObject({ name: 'PublishError', published: 0 });
    } finally {
      broker.resume();
    }
    await bus.publish([created('ann', '3')]);
    const handled = collect(bus);
    await expect.poll(() => handled.map(({ subject }) => subject), { timeout: 20_000 }).toContain('3');
  });

  test('rejects where nobody listens', async () => {
    const bus = createKafkaBus({ brokers: ['127.0.0.1:1'], policy: (work) => work(), logger });
    await expect(bus.publish([created('t', '1')])).rejects.toMatchObject({ name: 'PublishError', published: 0 });
    await bus.close();
  });
});
