import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { type Bus, PublishError } from '../bus/bus.ts';
import { runInContext } from '../context/request-context.ts';
import type { Database } from '../db/database.ts';
import type { BusEvent } from '../events/event.ts';
import { createOutbox } from './outbox.ts';
import { createRelay, type Relay } from './relay.ts';

describeEachEngine('the outbox', (openEmpty) => {
  let database: Database;
  let now = Date.UTC(2026, 0, 1);
  const outbox = createOutbox(() => now);
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());
  beforeEach(() => database.query('DELETE FROM outbox_events'));

  const add = (tenantId: string, subject: string) =>
    database.transaction((tx) => outbox.add(tx, { type: 'campaign.created', tenantId, subject, data: { name: 'A' } }));

  /** A relay whose bus fails for subjects that begin with "bad", and what went out over it. */
  function open(): { relay: Relay; sent: BusEvent[]; told: string[]; bus: Pick<Bus, 'publish'>; isDown: boolean } {
    const parts = {
      sent: [] as BusEvent[],
      told: [] as string[],
      isDown: false,
      bus: {
        async publish(events: readonly BusEvent[]) {
          if (parts.isDown) throw new Error('the bus is away');
          for (const [index, event] of events.entries()) {
            if (event.subject.startsWith('bad')) throw new PublishError(index, new Error('bad event'));
            parts.sent.push(event);
          }
        },
      },
    };
    const events = { published: (event: BusEvent) => parts.told.push(event.subject) };
    const relay = createRelay({ database, events, now: () => now, random: () => 0, bus: parts.bus });
    return Object.assign(parts, { relay });
  }
  const subjects = (events: readonly BusEvent[]) => events.map(({ subject }) => subject);

  test('publishes what was committed, with whom it came from, and tells it once', async () => {
    const { relay, sent, told } = open();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await runInContext({ requestId: 'r1', userId: 'u1', traceparent }, () => add('t1', 'c1'));
    expect(await relay.publishDue()).toBe(1);
    expect(await relay.publishDue()).toBe(0);
    expect(sent).toMatchObject([
      {
        ...{ type: 'campaign.created', tenantId: 't1', subject: 'c1', data: { name: 'A' } },
        ...{ occurredAt: new Date(now), requestId: 'r1', userId: 'u1', id: expect.stringMatching(/^[\da-f-]{36}$/) },
        traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[\da-f]{16}-01$/),
      },
    ]);
    expect(told).toEqual(['c1']);
  });

  test('publishes nothing of a transaction that was rolled back', async () => {
    const { relay, sent } = open();
    const failing = database.transaction(async (tx) => {
      await outbox.add(tx, { type: 'campaign.deleted', tenantId: 't1', subject: 'gone', data: {} });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await relay.publishDue();
    expect(sent).toEqual([]);
  });

  test('refuses an event that does not fit its schema, without naming its values', async () => {
    const data = { name: '', secret: 'hunter2' };
    const adding = outbox.add(database, { type: 'campaign.created', tenantId: 't1', subject: 'c1', data });
    await expect(adding).rejects.toThrow(/campaign\.created does not fit its schema: name: .*secret/);
    await expect(adding).rejects.not.toThrow('hunter2');
  });

  test('keeps the order of a tenant while an event fails, and holds up nobody else', async () => {
    const { relay, sent, told } = open();
    for (const subject of ['1', 'bad', '3']) await add('held', subject);
    for (const subject of ['a', 'b']) await add('well', subject);
    expect(await relay.publishDue()).toBe(3);
    expect(subjects(sent).sort()).toEqual(['1', 'a', 'b']);
    now += 60_000;
    expect(await relay.publishDue()).toBe(0);

    await database.query(`UPDATE outbox_events SET subject = '2' WHERE subject = 'bad'`);
    now += 60_000;
    expect(await relay.publishDue()).toBe(2);
    expect(subjects(sent.filter(({ tenantId }) => tenantId === 'held'))).toEqual(['1', '2', '3']);
    expect(told).toHaveLength(5);
  });

  test('backs off while the bus is down, for twice as long from failure to failure, and loses nothing', async () => {
    const parts = open();
    await add('t1', 'c1');
    parts.isDown = true;
    const pauses: number[] = [];
    for (let failure = 0; failure < 9; failure++) {
      await parts.relay.publishDue();
      const [lane] = await database.query<{ due: Date; error: string }>(
        `SELECT due_at AS due, last_error AS error FROM outbox_lanes WHERE tenant_id = 't1'`,
      );
      expect(lane?.error).toBe('the bus is away');
      pauses.push((lane?.due.getTime() ?? 0) - now);
      now = lane?.due.getTime() ?? 0;
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
    parts.isDown = false;
    expect(await parts.relay.publishDue()).toBe(1);
    expect(subjects(parts.sent)).toEqual(['c1']);
  });

  test('leaves an event of a newer version of the program to that one, and what stands behind it', async () => {
    const { relay, sent } = open();
    for (const subject of ['1', 'newer', '3']) await add('t2', subject);
    await database.query(`UPDATE outbox_events SET type = 'campaign.cloned' WHERE subject = 'newer'`);
    now += 60_000;
    await relay.publishDue();
    now += 60_000;
    await relay.publishDue();
    expect(subjects(sent)).toEqual(['1']);
    now += 60_000;
  });

  test('is emptied by several relays at once, each event once and in the order of its tenant', async () => {
    const relays = [open(), open(), open()];
    const tenants = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (let n = 0; n < 30; n++) for (const tenant of tenants) await add(tenant, String(n));
    let published = 0;
    while (published < 210) {
      const counts = await Promise.all(relays.map(({ relay }) => relay.publishDue()));
      published += counts.reduce((sum, n) => sum + n, 0);
    }
    expect(published).toBe(210);
    const inOrder = Array.from({ length: 30 }, (_, n) => String(n));
    for (const tenant of tenants) {
      const senders = relays.map(({ sent }) => subjects(sent.filter(({ tenantId }) => tenantId === tenant)));
      expect(senders.flat()).toEqual(inOrder);
    }
  });

  test('is taken over when a relay died in the midst of a turn', async () => {
    const { relay, sent } = open();
    await add('t3', 'c1');
    const dying = createRelay({
      ...{ database, now: () => now, events: { published: () => {} } },
      bus: { publish: () => new Promise(() => {}) },
    });
    void dying.publishDue();
    await expect.poll(async () => database.query(`SELECT 1 FROM outbox_lanes WHERE lease IS NOT NULL`)).toHaveLength(1);
    expect(await relay.publishDue()).toBe(0);
    now += 30_001;
    expect(await relay.publishDue()).toBe(1);
    expect(subjects(sent)).toEqual(['c1']);
  });
});
