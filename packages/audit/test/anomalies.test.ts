import { describe, expect, test } from 'vitest';
import { type Activity, collectActivity } from '../src/anomalies/activity.ts';
import { type Anomaly, findAnomalies } from '../src/anomalies/find-anomalies.ts';
import { deviation, median, poissonTail } from '../src/anomalies/statistics.ts';
import type { AuditEvent } from '../src/index.ts';
import { inTurn, sampleEvent } from './sample-events.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 9, 1);

/** So many events of an actor on a day, in one hour after the other from `hour` on, over so many hours. */
function work(
  actor: string,
  day: number,
  count: number,
  hour = 9,
  hours = 8,
  change: Partial<AuditEvent> = {},
): AuditEvent[] {
  return Array.from({ length: count }, (_, index) =>
    sampleEvent({
      time: new Date(start + day * dayMs + ((hour + (index % hours)) % 24) * 3_600_000).toISOString(),
      actor: { type: 'user', id: actor },
      ...change,
    }),
  );
}

/** Somebody who works 40 to 44 events on each of 28 days. */
function steady(actor: string, days = 28): AuditEvent[] {
  return Array.from({ length: days }, (_, day) => work(actor, day, 40 + (day % 5))).flat();
}

async function assess(events: readonly AuditEvent[], days = 1, history = 28) {
  return findAnomalies(await collectActivity(inTurn(events), days + history), days, history);
}

function young(actors: number): string {
  return `${actors} actors have less than 7 days of history: their volumes and hours were not judged`;
}

function kinds(anomalies: readonly Anomaly[]): string[] {
  return anomalies.map(({ kind, actors, day }) => `${kind} ${actors.join()} ${day}`);
}

describe('anomalies', () => {
  test('are none on a day like all others', async () => {
    const found = await assess([...steady('ada'), ...work('ada', 28, 44)]);
    expect(found).toEqual({ days: ['2026-10-29'], historyDays: 28, anomalies: [], limits: [] });
  });

  test('are a volume far above the own past, with the figures that it was held against', async () => {
    const { anomalies } = await assess([
      ...steady('ada'),
      ...steady('bob'),
      ...work('ada', 28, 200),
      ...work('bob', 28, 42),
    ]);
    expect(anomalies).toEqual([
      {
        kind: 'unusual-volume',
        day: '2026-10-29',
        actors: ['user ada'],
        reason:
          '200 events; in the 28 days before the median was 42 and the most 44, a modified z-score of 24.4 (limit 3.5)',
        figures: { count: 200, median: 42, mad: 1, most: 44, score: expect.closeTo(24.38, 1), days: 28 },
      },
    ]);
  });

  test('are refusals far above the own past, also where the volume is not', async () => {
    const refused = work('ada', 28, 30, 9, 8, { outcome: 'DENIED' });
    const failed = work('ada', 28, 10, 9, 8, { outcome: 'FAILURE' });
    const { anomalies } = await assess([...steady('ada'), ...refused, ...failed]);
    expect(kinds(anomalies)).toEqual(['unusual-refusals user ada 2026-10-29']);
    expect(anomalies[0]?.reason).toMatch(
      /^40 events denied or failed; in the 28 days before the median was 0 and the most 0/,
    );
  });

  test('are none for somebody who does as much once a week, however seldom that is', async () => {
    const weekly = Array.from({ length: 4 }, (_, week) => work('batch', week * 7, 500)).flat();
    expect(
      (await assess([...steady('ada'), ...weekly, ...work('ada', 28, 42), ...work('batch', 28, 500)])).anomalies,
    ).toEqual([]);
  });

  test('are an hour that is far from those of the past', async () => {
    const { anomalies } = await assess([...steady('ada'), ...work('ada', 28, 1, 3)]);
    expect(kinds(anomalies)).toEqual(['unusual-hour user ada 2026-10-29']);
    expect(anomalies[0]?.reason).toBe(
      'active between 03:00 and 04:00 UTC; on 28 days with activity before, never between 02:00 and 05:00',
    );
  });

  test('are no hour beside those of the past, also over midnight', async () => {
    expect(
      (await assess([...steady('ada'), ...work('ada', 28, 2, 8, 1), ...work('ada', 28, 2, 17, 1)])).anomalies,
    ).toEqual([]);
    const night = Array.from({ length: 28 }, (_, day) => work('eve', day, 3, 0, 1)).flat();
    expect((await assess([...night, ...work('eve', 28, 1, 23, 1)])).anomalies).toEqual([]);
  });

  test('are no hour for somebody who was active on few days', async () => {
    const seldom = Array.from({ length: 13 }, (_, day) => work('eve', day * 2, 3)).flat();
    expect((await assess([...steady('ada'), ...seldom, ...work('eve', 28, 1, 3)])).anomalies).toEqual([]);
  });

  test('are new actors where there seldom are any', async () => {
    const { anomalies } = await assess([...steady('ada'), ...work('mallory', 28, 3)]);
    expect(kinds(anomalies)).toEqual(['new-actors user mallory 2026-10-29']);
    expect(anomalies[0]?.reason).toBe(
      '1 actors were seen for the first time; in the 21 days before there were 0, so a day with as many comes by chance with a probability of 0.024',
    );
  });

  test('are no new actors where they come every day, but many more of them are', async () => {
    const daily = Array.from({ length: 28 }, (_, day) => [
      ...work(`new ${day}`, day, 1),
      ...work(`more ${day}`, day, 1),
    ]).flat();
    expect((await assess([...daily, ...work('late', 28, 1)])).anomalies).toEqual([]);
    const crowd = Array.from({ length: 30 }, (_, index) => work(`crowd ${index}`, 28, 1)).flat();
    const { anomalies } = await assess([...daily, ...crowd]);
    expect(anomalies).toHaveLength(1);
    expect(anomalies[0]).toMatchObject({ kind: 'new-actors', figures: { count: 30, before: 42, days: 21 } });
    expect(anomalies[0]?.actors).toHaveLength(20);
  });

  test('are none in a log with too little history, which is said', async () => {
    const found = await assess([...steady('ada', 6), ...work('ada', 6, 900, 3), ...work('mallory', 6, 1)]);
    expect(found).toMatchObject({ anomalies: [], historyDays: 6, limits: [young(2)] });
    expect(await assess([])).toMatchObject({ anomalies: [], historyDays: 0, limits: [] });
  });

  test('are none for an actor with too little history, who is counted', async () => {
    const recent = Array.from({ length: 5 }, (_, day) => work('eve', 23 + day, 2)).flat();
    const { anomalies, limits } = await assess([...steady('ada'), ...recent, ...work('eve', 28, 900, 3)]);
    expect({ anomalies, limits }).toEqual({ anomalies: [], limits: [young(1)] });
  });

  test('are looked for on as many days as asked', async () => {
    const { days, anomalies } = await assess(
      [...steady('ada'), ...work('ada', 28, 300), ...work('ada', 29, 300), ...work('ada', 30, 42)],
      3,
    );
    expect(days).toEqual(['2026-10-29', '2026-10-30', '2026-10-31']);
    expect(kinds(anomalies)).toEqual(['unusual-volume user ada 2026-10-29', 'unusual-volume user ada 2026-10-30']);
  });

  test('tell actors of different tenants and types apart', async () => {
    const of = (tenantId: string) => ({ actor: { type: 'user', id: 'ada', tenantId } as const });
    const events = Array.from({ length: 28 }, (_, day) => [
      ...work('', day, 40, 9, 8, of('a')),
      ...work('', day, 400, 9, 8, of('b')),
    ]);
    const { anomalies } = await assess([
      ...steady('bob'),
      ...work('bob', 30, 42),
      ...events.flat(),
      ...work('', 28, 400, 9, 8, of('a')),
      ...work('', 28, 400, 9, 8, of('b')),
    ]);
    expect(kinds(anomalies)).toEqual(['unusual-volume user ada [a] 2026-10-29']);
  });

  test('are held against no more days than asked, and remember no more', async () => {
    const activity: Activity = await collectActivity(
      inTurn([...work('ada', 0, 1), ...work('ada', 20, 1), ...work('ada', 40, 1)]),
      29,
    );
    expect([...(activity.actors.get('user ada')?.days.keys() ?? [])]).toHaveLength(2);
    expect(activity.lastDay - activity.firstDay).toBe(40);
  });

  test('tell of events beyond the actors that are told apart', async () => {
    const many = Array.from({ length: 100_005 }, (_, index) => work(`u${index}`, 0, 1)).flat();
    expect((await assess([...many, ...work('u1', 0, 1)])).limits).toContain(
      '5 events are of actors beyond the first 100000, and were not judged',
    );
  });
});

describe('statistics', () => {
  test('take the median of an odd and of an even number of values', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
  });

  test('take a past without any difference for no more certain than counts are', () => {
    expect(deviation(20, Array(10).fill(16))).toEqual({ median: 16, mad: 0, score: 1 });
    expect(deviation(3, Array(10).fill(0))).toEqual({ median: 0, mad: 0, score: 3 });
  });

  test('take the deviation of the past where that is larger', () => {
    // Median 100, deviations 50 50 50 50 0: 0.6745 × 300 / 50.
    expect(deviation(400, [50, 50, 100, 150, 150]).score).toBeCloseTo((0.6745 * 300) / 50, 3);
  });

  test.each([
    [0, 3, 1],
    [1, 0.5, 0.3934693402873666],
    [3, 1, 0.08030139707139418],
    [10, 3, 0.0011024881301154815],
    [30, 2, 5.8553e-25],
    [1, 700, 1],
    [1_000, 1_000, 0.5042],
    [3_000, 1_000, 0],
  ])('the chance of %i or more where %d are expected is %d', (count, mean, chance) => {
    // Summed in Python, term by term with math.lgamma.
    expect(poissonTail(count, mean)).toBeCloseTo(chance, 4);
    if (chance > 0 && chance < 1e-3) expect(poissonTail(count, mean) / chance).toBeCloseTo(1, 2);
  });
});
