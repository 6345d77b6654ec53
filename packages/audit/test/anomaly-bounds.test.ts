// Where a finding begins, and what stands in it.
import { describe, expect, test } from 'vitest';
import { collectActivity, dayText } from '../src/anomalies/activity.ts';
import { findAnomalies } from '../src/anomalies/find-anomalies.ts';
import { deviation, poissonTail } from '../src/anomalies/statistics.ts';
import type { AuditEvent } from '../src/index.ts';
import { inTurn, sampleEvent } from './sample-events.ts';

const start = Date.UTC(2026, 9, 1);

/** So many events of an actor on a day, at one hour. */
function work(id: string, day: number, count: number, hour = 9, change: Partial<AuditEvent> = {}): AuditEvent[] {
  const time = new Date(start + day * 86_400_000 + hour * 3_600_000).toISOString();
  return Array.from({ length: count }, () => sampleEvent({ time, actor: { type: 'user', id }, ...change }));
}

/** The same on each of so many days from one on. */
function daily(id: string, days: number, count = 40, from = 0, hour = 9): AuditEvent[] {
  return Array.from({ length: days }, (_, day) => work(id, from + day, count, hour)).flat();
}

async function assess(events: readonly AuditEvent[], days = 1, history = 28) {
  return findAnomalies(await collectActivity(inTurn(events), days + history), days, history);
}

describe('seven days of history', () => {
  test('are enough for a volume to be judged, and six are not', async () => {
    const seven = await assess([...daily('ada', 7), ...work('ada', 7, 200)]);
    expect(seven.anomalies.map(({ kind }) => kind)).toEqual(['unusual-volume']);
    expect(seven).toMatchObject({ historyDays: 7, limits: [], days: ['2026-10-08'] });
    const six = await assess([...daily('ada', 6), ...work('ada', 6, 200)]);
    expect(six.anomalies).toEqual([]);
    expect(six.limits).toEqual(['1 actors have less than 7 days of history: their volumes and hours were not judged']);
  });

  test('are enough of one actor in a log that is older', async () => {
    const late = async (days: number) =>
      assess([...daily('bob', 29, 40), ...daily('ada', days, 40, 28 - days), ...work('ada', 28, 200)]);
    expect((await late(7)).anomalies.map(({ kind }) => kind)).toEqual(['unusual-volume']);
    expect(await late(6)).toMatchObject({ anomalies: [], limits: [expect.stringMatching(/^1 actors/)] });
  });

  test('must lie behind the first week before somebody can be new', async () => {
    const fresh = async (days: number) => assess([...daily('ada', days + 1), ...work('eve', days, 3)]);
    expect((await fresh(13)).anomalies).toEqual([]);
    const chance = 1 - Math.exp(-0.5 / 14);
    expect((await fresh(21)).anomalies).toEqual([
      {
        kind: 'new-actors',
        day: '2026-10-22',
        actors: ['user eve'],
        reason:
          '1 actors were seen for the first time; in the 14 days before there were 0, so a day with as many comes by chance with a probability of 0.035',
        figures: { count: 1, before: 0, days: 14, chance: expect.closeTo(chance, 9) },
      },
    ]);
  });

  test('count who was new in them, from the first day after the first week on', async () => {
    const early = ['a', 'b', 'c'].flatMap((id, index) => work(id, 6 + index, 1));
    const crowd = ['d', 'e', 'f', 'g'].flatMap((id) => work(id, 28, 1));
    const { anomalies } = await assess([...daily('ada', 29), ...early, ...crowd]);
    expect(anomalies).toMatchObject([{ kind: 'new-actors', figures: { count: 4, before: 2, days: 21 } }]);
  });
});

describe('an hour', () => {
  test('is judged from fourteen days with activity on', async () => {
    const at = async (days: number) => (await assess([...daily('ada', days), ...work('ada', days, 40, 15)])).anomalies;
    expect(await at(13)).toEqual([]);
    expect(await at(14)).toEqual([
      {
        kind: 'unusual-hour',
        day: '2026-10-15',
        actors: ['user ada'],
        reason: 'active between 15:00 and 16:00 UTC; on 14 days with activity before, never between 14:00 and 17:00',
        figures: { hour: 15, activeDays: 14 },
      },
    ]);
  });

  test.each([
    [0, 'between 00:00 and 01:00 UTC; on 28 days with activity before, never between 23:00 and 02:00'],
    [23, 'between 23:00 and 00:00 UTC; on 28 days with activity before, never between 22:00 and 01:00'],
  ])('%i is said with those around it', async (hour, words) => {
    const { anomalies } = await assess([...daily('ada', 28), ...work('ada', 28, 40, hour)]);
    expect(anomalies.map(({ reason }) => reason)).toEqual([`active ${words}`]);
  });

  test.each([7, 8, 9, 10, 11])('is unusual at %i only if none beside it was seen', async (hour) => {
    const { anomalies } = await assess([...daily('ada', 28), ...work('ada', 28, 40, hour)]);
    expect(anomalies).toHaveLength(hour === 7 || hour === 11 ? 1 : 0);
  });
});

describe('a count', () => {
  test('is unusual above the limit of the score, and not at it', async () => {
    // The median is 16 and nothing deviates from it: a score of 3.5 are 14 more.
    const on = async (count: number) => (await assess([...daily('ada', 28, 16), ...work('ada', 28, count)])).anomalies;
    expect(await on(30)).toEqual([]);
    expect(await on(31)).toEqual([
      {
        kind: 'unusual-volume',
        day: '2026-10-29',
        actors: ['user ada'],
        reason:
          '31 events; in the 28 days before the median was 16 and the most 16, a modified z-score of 3.8 (limit 3.5)',
        figures: { count: 31, median: 16, mad: 0, most: 16, score: 3.75, days: 28 },
      },
    ]);
  });

  test('that was reached once before is not unusual, and one more is', async () => {
    const past = [...daily('ada', 14, 16), ...work('ada', 14, 100), ...daily('ada', 13, 16, 15)];
    expect((await assess([...past, ...work('ada', 28, 100)])).anomalies).toEqual([]);
    expect((await assess([...past, ...work('ada', 28, 101)])).anomalies).toMatchObject([{ figures: { most: 100 } }]);
  });

  test('of what was refused has its own words, and no event that succeeded in part', async () => {
    const refused = work('ada', 28, 5, 9, { outcome: 'DENIED' });
    const partly = work('ada', 28, 5, 9, { outcome: 'PARTIAL' });
    const { anomalies } = await assess([...daily('ada', 28), ...refused, ...partly, ...work('ada', 28, 30)]);
    expect(anomalies).toMatchObject([{ kind: 'unusual-refusals', figures: { count: 5, most: 0, median: 0 } }]);
  });
});

describe('activity', () => {
  test('is counted by actor, day and hour', async () => {
    const tenant = work('ada', 1, 1, 23, { actor: { type: 'service', id: 'ada', tenantId: 't1' } });
    const failed = work('ada', 0, 1, 0, { outcome: 'FAILURE' });
    const found = await collectActivity(inTurn([...failed, ...work('ada', 0, 2, 5), ...tenant]), 10);
    const firstDay = start / 86_400_000;
    expect(found).toEqual({
      actors: new Map([
        [
          'user ada',
          { name: 'user ada', firstDay, days: new Map([[firstDay, { events: 3, refusals: 1, hours: 0b100001 }]]) },
        ],
        [
          'service ada [t1]',
          {
            name: 'service ada [t1]',
            firstDay: firstDay + 1,
            days: new Map([[firstDay + 1, { events: 1, refusals: 0, hours: 1 << 23 }]]),
          },
        ],
      ]),
      firstDay,
      lastDay: firstDay + 1,
      unseen: 0,
    });
    expect([dayText(0), dayText(firstDay)]).toEqual(['1970-01-01', '2026-10-01']);
  });

  test('is kept for as many days as asked, also where an event comes late', async () => {
    const { actors, firstDay, lastDay } = await collectActivity(
      inTurn([...work('a', 1, 1), ...work('a', 2, 1), ...work('a', 3, 1), ...work('a', 0, 1)]),
      2,
    );
    const day = start / 86_400_000;
    expect([...(actors.get('user a')?.days.keys() ?? [])].map((each) => each - day)).toEqual([2, 3, 0]);
    expect([firstDay - day, lastDay - day]).toEqual([0, 3]);
  });
});

describe('statistics', () => {
  test('scale by the root of the median, of one at least, where nothing deviates more', () => {
    expect(deviation(10, [4, 4, 4])).toEqual({ median: 4, mad: 0, score: 3 });
    expect(deviation(1, [0, 0, 1])).toEqual({ median: 0, mad: 0, score: 1 });
    expect(deviation(5, [0, 10, 20]).score).toBeCloseTo((-5 * 0.6745) / 10, 9);
  });

  test.each([
    [-1, 2, 1],
    [0, 0.5, 1],
    [1, 2, 1 - Math.exp(-2)],
    [2, 2, 1 - 3 * Math.exp(-2)],
    [3, 2, 1 - 5 * Math.exp(-2)],
    [5, 4, 1 - Math.exp(-4) * (1 + 4 + 8 + 32 / 3 + 32 / 3)],
  ])('know the chance of %i where %d are expected', (count, mean, chance) => {
    expect(poissonTail(count, mean)).toBeCloseTo(chance, 10);
  });
});
