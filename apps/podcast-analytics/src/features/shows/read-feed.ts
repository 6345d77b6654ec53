import { type Feed, FeedError } from './feed.ts';
import type { StoredFeed, Validators } from './feed-rows.ts';
import { parseFeed } from './parse-feed.ts';

/** What came of asking for a feed. */
export type FeedAnswer =
  | { readonly state: 'changed'; readonly feed: Feed; readonly validators: Validators }
  | { readonly state: 'unchanged' };

const deadlineMs = 45_000;

/** Asks for a feed, and for nothing where it has not changed (RFC 9110 section 13). @throws {FeedError} */
export async function readFeed(
  fetch: typeof globalThis.fetch,
  { url, etag, lastModified }: Pick<StoredFeed, 'url' | 'etag' | 'lastModified'>,
  signal?: AbortSignal,
): Promise<FeedAnswer> {
  const headers = new Headers({
    accept: 'application/rss+xml, application/xml;q=0.9, text/xml;q=0.9',
    'user-agent': 'podcast-analytics feed reader',
  });
  if (etag !== null) headers.set('if-none-match', etag);
  if (lastModified !== null) headers.set('if-modified-since', lastModified);
  const deadline = AbortSignal.timeout(deadlineMs);
  const response = await fetch(url, { headers, signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
  if (response.status === 304) return { state: 'unchanged' };
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel();
    throw new FeedError(`expected status 200, got ${response.status}`);
  }
  const feed = await parseFeed(response.body, response.headers.get('content-type') ?? '');
  return {
    state: 'changed',
    feed,
    validators: { etag: validator(response, 'etag'), lastModified: validator(response, 'last-modified') },
  };
}

/** One that is too long to be one is not sent back. */
function validator(response: Response, name: string): string | undefined {
  const value = response.headers.get(name) ?? undefined;
  return value !== undefined && value.length <= 256 ? value : undefined;
}
