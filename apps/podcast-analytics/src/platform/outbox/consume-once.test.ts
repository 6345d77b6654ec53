import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import type { Database } from '../db/database.ts';
import type { BusEvent } from '../events/event.ts';
import { consumeOnce } from './consume-once.ts';

describeEachEngine('a consumer', (openEmpty) => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmpty();
    await database.query('CREATE TABLE seen (consumer text, subject text)');
  });
  afterAll(() => database.close());

  const event = (subject: string): BusEvent<'campaign.deleted'> => ({
    ...{ id: randomUUID(), type: 'campaign.deleted', tenantId: 't1', subject, occurredAt: new Date(0), data: {} },
  });
  const consumer = (name: string, fail = () => false) =>
    consumeOnce<'campaign.deleted'>({
      ...{ database, name, now: () => 0 },
      async handle(tx, { subject }) {
        await tx.query('INSERT INTO seen VALUES ($1, $2)', [name, subject]);
        if (fail()) throw new Error('failed after its statement');
      },
    });
  const seen = (subject: string) =>
    database.query('SELECT consumer FROM seen WHERE subject = $1 ORDER BY 1', [subject]);

  test('acts once on an event that comes again, even at the same time', async () => {
    const [first, second] = [consumer('first'), consumer('second')];
    const twice = event('twice');
    await Promise.all([first(twice), first(twice), second(twice)]);
    await first(twice);
    expect(await seen('twice')).toEqual([{ consumer: 'first' }, { consumer: 'second' }]);
  });

  test('gets an event again that it failed on, of which nothing is left', async () => {
    let fails = 1;
    const flaky = consumer('flaky', () => fails-- > 0);
    const again = event('again');
    await expect(flaky(again)).rejects.toThrow('failed after its statement');
    expect(await seen('again')).toEqual([]);
    await flaky(again);
    expect(await seen('again')).toEqual([{ consumer: 'flaky' }]);
  });
});
