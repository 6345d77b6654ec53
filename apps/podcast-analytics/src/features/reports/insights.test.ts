import { describe, expect, test } from 'vitest';
import type { DownloadCount } from './downloads-by.ts';
import { insights } from './insights.ts';
import { bestWeekday, weekTrend } from './trends.ts';

const dayMs = 86_400_000;
/** From Sunday, 1 February 2026, on; a day of zero downloads is none of a report. */
const days = (...downloads: number[]): DownloadCount[] =>
  downloads.flatMap((n, i) => {
    const key = new Date(Date.UTC(2026, 1, 1) + i * dayMs).toISOString().slice(0, 10);
    return n === 0 ? [] : [{ key, label: key, downloads: n }];
  });
const row = (label: string, downloads: number): DownloadCount => ({ key: label, label, downloads });
const weeks = (n: number, week: readonly number[]) => Array.from({ length: n }, () => week).flat();

describe('the trend of a week', () => {
  test('compares the last seven days with the seven before', () => {
    expect(weekTrend(days(9, ...weeks(1, [1, 1, 1, 1, 1, 1, 1]), ...weeks(1, [2, 0, 2, 2, 2, 2, 2])))).toEqual({
      last: 12,
      before: 7,
    });
  });

  test('counts days by the calendar, not by what has downloads', () => {
    expect(weekTrend(days(5, ...weeks(1, [0, 0, 0, 0, 0, 0, 0]), 0, 0, 0, 0, 0, 3))).toEqual({ last: 3, before: 5 });
  });

  test.each([[[]], [[5]], [weeks(1, [1, 1, 1, 1, 1, 1, 1])], [Array(13).fill(1)]])('is not told of %j', (downloads) => {
    expect(weekTrend(days(...downloads))).toBeUndefined();
  });
});

describe('the best weekday', () => {
  test('has the highest mean over all weeks, days without downloads included', () => {
    expect(bestWeekday(days(...weeks(4, [1, 1, 9, 1, 1, 1, 1]), 40))).toEqual({
      name: 'Tuesday',
      mean: 9,
      meanOfAll: 100 / 29,
    });
  });

  test('is not told of less than four weeks', () => {
    expect(bestWeekday(days(...Array(27).fill(1)))).toBeUndefined();
    expect(bestWeekday([])).toBeUndefined();
  });
});

describe('insights', () => {
  const nothing = { day: [], episode: [], app: [], outcomes: [] };

  test('are none where there is nothing', () => {
    expect(insights(nothing)).toEqual([]);
  });

  test('tell numbers with what they say', () => {
    expect(
      insights({
        day: days(...weeks(3, [1, 1, 9, 1, 1, 1, 1]), ...weeks(1, [2, 2, 18, 2, 2, 2, 2])),
        episode: [row('One', 60), row('Two', 40)],
        app: [row('Apple Podcasts', 50), row('Spotify', 30), row('Overcast', 10), row('Pocket Casts', 10)],
        outcomes: [
          { outcome: 'counted', hits: 100 },
          { outcome: 'bot-agent', hits: 20 },
          { outcome: 'probe', hits: 80 },
        ],
      }),
    ).toEqual([
      'The last seven days had 100.0 % more downloads than the seven before: 30 against 15.',
      'Tuesday is the best day of the week: 11 downloads on average, against 3 on any day.',
      '“One” leads with 60 downloads, 60.0 % of all.',
      'Apple Podcasts brings 50.0 % of the downloads, the first three apps together 90.0 %.',
      'The most frequent reason not to count a hit is “probe”: 40.0 % of all hits.',
    ]);
  });

  test('call no fall a rise, and no even week either', () => {
    const [fall] = insights({ ...nothing, day: days(...Array(7).fill(4), ...Array(7).fill(3)) });
    expect(fall).toBe('The last seven days had 25.0 % fewer downloads than the seven before: 21 against 28.');
    const [even] = insights({ ...nothing, day: days(...Array(14).fill(4)) });
    expect(even).toBe('The last seven days had as many downloads as the seven before: 28.');
  });
});
