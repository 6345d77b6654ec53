/** At which ages, in days, the downloads of episodes are compared. */
export const ages = [1, 7, 30, 60, 90] as const;
export type Age = (typeof ages)[number];

export const longestAge = 90;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * Where the age of an episode begins: the hour of its publication, for downloads are rolled up by the hour. Downloads before
 * it have no age; they are in the total only.
 */
function ageStart(publishedAt: number): number {
  return Math.floor(publishedAt / hourMs) * hourMs;
}

/** Whether all of an episode's first days are over. */
export function isReached(publishedAt: number, days: number, now: number): boolean {
  return now >= ageStart(publishedAt) + days * dayMs;
}

/**
 * Whether an episode `e` came out when its show had hits already, or at most a day before the first: what is older has had
 * downloads that no log tells of.
 */
export const isCovered = `e.published_at >= (
  SELECT min(o.day) - 1 FROM outcome_days o JOIN episodes other ON other.id = o.episode_id WHERE other.show_id = e.show_id
)::timestamp AT TIME ZONE 'UTC'`;
