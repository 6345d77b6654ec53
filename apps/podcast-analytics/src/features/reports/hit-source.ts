/** Where the hits of an episode `e` on the day `e.day` come from, and what is told of one. */
export interface HitSource {
  readonly sql: string;
  readonly time: string;
  readonly outcome: string;
  readonly app: string;
  readonly device: string;
  readonly country: string;
}

const isFirst = 'd.first_id = h.id';

export const allHits: HitSource = {
  sql: `hits h
    JOIN clients c ON c.id = h.client_id
    LEFT JOIN downloads d ON h.exclusion IS NULL AND d.episode_id = h.episode_id AND d.day = e.day AND d.listener = h.listener
    LEFT JOIN audiences a ON a.id = d.audience_id
    WHERE h.episode_id = e.id`,
  time: 'h.time',
  outcome: `CASE
    WHEN h.exclusion IS NOT NULL THEN h.exclusion
    WHEN NOT d.counted THEN 'under-one-minute'
    WHEN ${isFirst} THEN 'counted'
    ELSE 'same-download' END`,
  app: `CASE WHEN ${isFirst} THEN a.app ELSE c.app END`,
  device: `CASE WHEN ${isFirst} THEN a.device ELSE c.device END`,
  country: `CASE WHEN ${isFirst} THEN a.country ELSE coalesce(h.country, '') END`,
};

/** By way of their downloads, of which there are fewer. */
export const countedHits: HitSource = {
  sql: `downloads d
    JOIN audiences a ON a.id = d.audience_id
    JOIN hits h ON h.episode_id = d.episode_id AND h.time = d.first_time AND h.id = d.first_id
    JOIN clients c ON c.id = h.client_id
    WHERE d.episode_id = e.id AND d.day = e.day AND d.counted`,
  time: 'd.first_time',
  outcome: `'counted'`,
  app: 'a.app',
  device: 'a.device',
  country: 'a.country',
};
