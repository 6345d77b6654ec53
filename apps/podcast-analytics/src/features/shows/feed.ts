/** What a feed tells, see parse-feed.ts. What it does not tell is absent. */
export interface Feed {
  readonly title?: string;
  readonly author?: string;
  readonly link?: string;
  readonly language?: string;
  readonly podcastGuid?: string;
  readonly items: readonly FeedItem[];
}

/** An episode: items without an enclosure are none. */
export interface FeedItem {
  readonly guid?: string;
  readonly title?: string;
  /** Epoch milliseconds. */
  readonly publishedAt?: number;
  readonly durationSeconds?: number;
  readonly enclosureUrl: string;
  readonly enclosureBytes?: number;
}

/** A feed that cannot be taken, and why: the sentence is shown to whoever added it. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
}
