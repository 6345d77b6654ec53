import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../../test/each-engine.ts';
import type { Database } from '../../../platform/db/database.ts';
import { createLockOut, type LockOut } from './lock-out.ts';

const second = 1_000;
const minute = 60 * second;

describeEachEngine('a lock-out', (openEmpty) => {
  let database: Database;
  let lockOut: LockOut;
  let now = Date.UTC(2026, 2, 1);
  beforeAll(async () => {
    database = await openEmpty();
    lockOut = createLockOut(database, () => now);
  });
  afterAll(() => database.close());

  /** Tries wrongly as soon as it may, and tells how long each wrong try locks. */
  async function delaysOf(subject: string, tries: number): Promise<number[]> {
    const delays: number[] = [];
    while (delays.length < tries) {
      const begun = await lockOut.begin(subject);
      if (begun.isLocked) now += begun.retryAfterMs;
      else delays.push(begun.lockMs);
    }
    return delays;
  }

  test('leaves four wrong tries alone, and then doubles its delay up to a quarter of an hour', async () => {
    const expected = [0, 0, 0, 0, 30 * second, minute, 2 * minute, 4 * minute, 8 * minute, 15 * minute, 15 * minute];
    expect(await delaysOf('ann', expected.length)).toEqual(expected);
  });

  test('looks at no try before its end, does not grow by those, and looks at one then', async () => {
    await delaysOf('bea', 5);
    for (const wait of [0, 10 * second, 19_999]) {
      now += wait;
      expect((await lockOut.begin('bea')).isLocked).toBe(true);
    }
    expect(await lockOut.begin('bea')).toEqual({ isLocked: true, retryAfterMs: 1 });
    now += 1;
    expect(await lockOut.begin('bea')).toEqual({ isLocked: false, lockMs: minute });
  });

  test('is about one subject', async () => {
    await delaysOf('cem', 5);
    expect((await lockOut.begin('cem')).isLocked).toBe(true);
    expect(await lockOut.begin('dan')).toEqual({ isLocked: false, lockMs: 0 });
  });

  test('forgets with a right try, and after a day without any', async () => {
    await delaysOf('eva', 4);
    await lockOut.succeed('eva');
    expect(await delaysOf('eva', 4)).toEqual([0, 0, 0, 0]);
    now += 24 * 60 * minute - 1;
    expect(await delaysOf('eva', 1)).toEqual([30 * second]);
    now += 24 * 60 * minute;
    expect(await delaysOf('eva', 1)).toEqual([0]);
  });

  test('lets no more through when all tries come at once', async () => {
    const begun = await Promise.all(Array.from({ length: 20 }, () => lockOut.begin('fay')));
    expect(begun.filter(({ isLocked }) => !isLocked)).toHaveLength(5);
  });

  test('keeps no address', async () => {
    await lockOut.begin('gus@example.com');
    expect(JSON.stringify(await database.query('SELECT * FROM wrong_tries'))).not.toContain('gus@');
  });
});
