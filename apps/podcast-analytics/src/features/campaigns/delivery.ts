import type { Flight, Spot } from './campaign.ts';
import { daysFrom } from './utc-day.ts';

/** Counted downloads of an episode on a UTC day, as the roll-up `outcome_days` has them. */
export interface EpisodeDay {
  readonly episodeId: number;
  readonly showId: number;
  /** The UTC day on which the episode came out; where no feed tells, that of its first counted download. */
  readonly published: string;
  readonly day: string;
  readonly downloads: number;
}

/** Impressions of one spot in one episode on one day. */
export interface Impressions {
  readonly spotId: string;
  readonly episodeId: number;
  readonly day: string;
  readonly impressions: number;
}

/**
 * A counted download is an impression of each spot that its file has on that UTC day. So a campaign with two spots in an
 * episode has two impressions a download.
 */
export function deliveryOf(
  spots: readonly Spot[],
  flight: Flight,
  days: readonly EpisodeDay[],
): readonly Impressions[] {
  return days.flatMap((counted) =>
    spots
      .filter((spot) => isHeard(spot, flight, counted))
      .map(({ id }) => ({
        spotId: id,
        episodeId: counted.episodeId,
        day: counted.day,
        impressions: counted.downloads,
      })),
  );
}

/** Whether a download of the episode on that day has the spot in it, as one that the sponsor pays for. */
export function isHeard(spot: Spot, flight: Flight, { episodeId, showId, published, day }: EpisodePlace): boolean {
  if (spot.showId !== showId || (spot.episodeId !== undefined && spot.episodeId !== episodeId)) return false;
  if (day < flight.from || day > flight.to) return false;
  const age = daysFrom(published, day);
  return spot.insertion === 'dynamic' || (age >= 0 && age < spot.bakedInDays);
}

export type EpisodePlace = Omit<EpisodeDay, 'downloads'>;

/** The same by day alone, for every day of which there is an impression. */
export function byDay(delivery: readonly Impressions[]): ReadonlyMap<string, number> {
  const days = new Map<string, number>();
  for (const { day, impressions } of delivery) days.set(day, (days.get(day) ?? 0) + impressions);
  return days;
}

/** The sentences that pages show beside these numbers. */
export const howDelivered =
  'An impression is a counted download of an episode on a UTC day of the flight, for each spot of the campaign in it. ' +
  'A dynamic spot is in every file downloaded within the flight, however old the episode is. A baked-in spot counts on the ' +
  'first days of an episode, the day of publication included (30 days unless the spot says otherwise), as far as they lie in the flight. ' +
  'Drafts deliver nothing. A pause takes no impression back: to leave days out, change the flight or the spots.';
