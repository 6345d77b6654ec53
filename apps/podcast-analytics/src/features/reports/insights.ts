import { count, percent } from '../../platform/http/figures.ts';
import type { DownloadCount } from './downloads-by.ts';
import type { OutcomeCount } from './outcome-counts.ts';
import { bestWeekday, weekTrend } from './trends.ts';

export interface InsightInput {
  readonly day: readonly DownloadCount[];
  readonly episode: readonly DownloadCount[];
  readonly app: readonly DownloadCount[];
  readonly outcomes: readonly OutcomeCount[];
}

/** What stands out in a report, as sentences. Each holds the numbers that it speaks of. */
export function insights(input: InsightInput): string[] {
  return [trend(input), weekday(input), leader(input), apps(input), leftOut(input)].filter(
    (sentence) => sentence !== undefined,
  );
}

function trend({ day }: InsightInput): string | undefined {
  const week = weekTrend(day);
  if (!week || week.before === 0) return undefined;
  const difference = week.last - week.before;
  const numbers = `${count(week.last)} against ${count(week.before)}`;
  if (difference === 0) return `The last seven days had as many downloads as the seven before: ${count(week.last)}.`;
  const how = `${percent(Math.abs(difference), week.before)} ${difference > 0 ? 'more' : 'fewer'}`;
  return `The last seven days had ${how} downloads than the seven before: ${numbers}.`;
}

function weekday({ day }: InsightInput): string | undefined {
  const best = bestWeekday(day);
  if (!best || best.mean < best.meanOfAll * 1.1) return undefined;
  const [mean, all] = [Math.round(best.mean), Math.round(best.meanOfAll)];
  return `${best.name} is the best day of the week: ${count(mean)} downloads on average, against ${count(all)} on any day.`;
}

function leader({ episode }: InsightInput): string | undefined {
  const [best, second] = episode;
  if (!best || !second) return undefined;
  const share = percent(best.downloads, total(episode));
  return `“${best.label}” leads with ${count(best.downloads)} downloads, ${share} of all.`;
}

function apps({ app }: InsightInput): string | undefined {
  const [best, ...others] = app;
  if (!best || others.length < 3) return undefined;
  const three = total(app.slice(0, 3));
  return `${best.label || 'Unknown apps'} brings ${percent(best.downloads, total(app))} of the downloads, the first three apps together ${percent(three, total(app))}.`;
}

function leftOut({ outcomes }: InsightInput): string | undefined {
  const all = outcomes.reduce((sum, { hits }) => sum + hits, 0);
  const [reason] = outcomes.filter(({ outcome }) => outcome !== 'counted').toSorted((a, b) => b.hits - a.hits);
  if (!reason || reason.hits === 0) return undefined;
  return `The most frequent reason not to count a hit is “${reason.outcome}”: ${percent(reason.hits, all)} of all hits.`;
}

function total(rows: readonly DownloadCount[]): number {
  return rows.reduce((sum, { downloads }) => sum + downloads, 0);
}
