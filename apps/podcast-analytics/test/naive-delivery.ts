/**
 * Delivery, pacing and cost once more, the slow and obvious way: download by download, day by day, out of rows as they are
 * exported. It shares no code with what it checks.
 */
export interface ExportedDownload {
  readonly show: number;
  readonly episode: number;
  /** ISO 8601, UTC. */
  readonly time: string;
}

export interface NaiveSpot {
  readonly show: number;
  readonly episode?: number | undefined;
  readonly bakedInDays?: number | undefined;
}

export interface NaiveCampaign {
  readonly from: string;
  readonly to: string;
  readonly goal: number;
  readonly cpmMinor: number;
  readonly spots: readonly NaiveSpot[];
}

const midnight = (day: string) => new Date(`${day}T00:00:00.000Z`);

function nextDay(day: string): string {
  const date = midnight(day);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = nextDay(day)) days.push(day);
  return days;
}

export function naiveImpressions(
  campaign: NaiveCampaign,
  downloads: readonly ExportedDownload[],
  published: ReadonlyMap<number, string>,
): Map<string, number> {
  const impressions = new Map<string, number>();
  for (const { show, episode, time } of downloads) {
    const day = time.slice(0, 10);
    if (!daysBetween(campaign.from, campaign.to).includes(day)) continue;
    for (const spot of campaign.spots) {
      if (spot.show !== show) continue;
      if (spot.episode !== undefined && spot.episode !== episode) continue;
      if (spot.bakedInDays !== undefined) {
        let open = published.get(episode) ?? '';
        let hasIt = false;
        for (let n = 0; n < spot.bakedInDays; n++) {
          if (open === day) hasIt = true;
          open = nextDay(open);
        }
        if (!hasIt) continue;
      }
      impressions.set(day, (impressions.get(day) ?? 0) + 1);
    }
  }
  return impressions;
}

export interface NaivePacing {
  readonly expected: number;
  readonly onFullDays: number;
  readonly projected: number | undefined;
}

export function naivePacing(
  campaign: NaiveCampaign,
  impressions: ReadonlyMap<string, number>,
  today: string,
): NaivePacing {
  const flight = daysBetween(campaign.from, campaign.to);
  const past = flight.filter((day) => day < today);
  const of = (day: string) => impressions.get(day) ?? 0;
  let onFullDays = 0;
  for (const day of past) onFullDays += of(day);
  const expected = (campaign.goal / flight.length) * past.length;
  if (past.length === 0) return { expected, onFullDays, projected: undefined };

  const history = past.slice(Math.max(0, past.length - 28));
  const weight = (day: string) => {
    const mean = history.reduce((all, each) => all + of(each), 0) / history.length;
    if (history.length < 14 || mean === 0) return 1;
    const name = midnight(day).getUTCDay();
    const same = history.filter((each) => midnight(each).getUTCDay() === name);
    return same.reduce((all, each) => all + of(each), 0) / same.length / mean;
  };
  const lastWeek = past.slice(Math.max(0, past.length - 7));
  let downloads = 0;
  let weights = 0;
  for (const day of lastWeek) {
    downloads += of(day);
    weights += weight(day);
  }
  let rest = 0;
  for (const day of flight) if (day >= today && weights > 0) rest += (downloads / weights) * weight(day);
  return { expected, onFullDays, projected: onFullDays + rest };
}
