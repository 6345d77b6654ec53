import type { Database, Queries } from '../../platform/db/database.ts';
import { conflict, invalid, RequestError } from '../../platform/http/request-error.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import { applyFeed, keyedItems, showKeyOf } from './apply-feed.ts';
import { type Feed, FeedError } from './feed.ts';
import {
  claimShow,
  deleteFeed,
  dueFeeds,
  feedOfShow,
  feedsOfTenant,
  insertFeed,
  noteFailure,
  noteFeed,
  noteRefresh,
  type StoredFeed,
} from './feed-rows.ts';
import { httpUrl } from './feed-values.ts';
import { type FeedAnswer, readFeed } from './read-feed.ts';

export interface Feeds {
  /** Reads a feed and makes it a show. Resolves with its id. @throws {RequestError} that says what is wrong with it */
  add(tenantId: string, url: string): Promise<number>;
  /** Reads the feed of a show again. Resolves with why it could not be read, where that is so. */
  refresh(showId: number, signal?: AbortSignal): Promise<string | undefined>;
  /** Reads those again whose time has come. Resolves with how many there were. */
  refreshDue(signal?: AbortSignal): Promise<number>;
  remove(showId: number): Promise<void>;
}

export interface FeedParts {
  readonly database: Database;
  /** Fetches what strangers name, see public-fetch.ts. */
  readonly fetch: typeof globalThis.fetch;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

const hourMs = 3_600_000;
const maxPerTenant = 500;
const maxPerRun = 200;
const atOnce = 4;
/** Somebody waits for it. */
const addDeadlineMs = 20_000;

export function createFeeds({ database, fetch, audit, now }: FeedParts): Feeds {
  async function refresh(feed: StoredFeed, signal?: AbortSignal): Promise<string | undefined> {
    let answer: FeedAnswer;
    try {
      answer = await readFeed(fetch, feed, signal);
    } catch (error) {
      signal?.throwIfAborted(); // it is not the feed that has failed
      const reason = reasonOf(error);
      await noteFailure(database, feed.showId, reason, after(now(), feed.failures + 1));
      return reason;
    }
    await database.transaction((tx) =>
      answer.state === 'changed'
        ? store(tx, feed, answer, now())
        : noteRefresh(tx, feed.showId, { now: new Date(now()), next: after(now(), 0) }),
    );
    return undefined;
  }

  return {
    async add(tenantId, given) {
      const url = httpUrl(given.trim());
      if (url === undefined) throw invalid('feedUrl: expected the http or https address of an RSS feed');
      const known = await feedsOfTenant(database, tenantId);
      if (known.some((feed) => feed.url === url)) throw conflict('This feed is a show already.');
      if (known.length >= maxPerTenant) throw conflict(`A network has at most ${maxPerTenant} feeds.`);
      const answer = await readFeed(
        fetch,
        { url, etag: null, lastModified: null },
        AbortSignal.timeout(addDeadlineMs),
      ).catch((error) => {
        throw new RequestError(422, 'unreadable-feed', `The feed could not be read: ${reasonOf(error)}.`);
      });
      if (answer.state !== 'changed') throw new RequestError(422, 'unreadable-feed', 'The feed could not be read.');
      const { host } = new URL(url); // the rest of the address of a private feed is its secret
      await audit.log({ action: 'feed.added', resource: { type: 'feed', id: host }, details: { host } });
      return database.transaction(async (tx) => {
        const showId = await showFor(tx, tenantId, url, answer.feed);
        if (!(await insertFeed(tx, { showId, tenantId, url }, new Date(now()))))
          throw conflict('This feed is a show already.');
        await store(tx, { showId, tenantId }, answer, now());
        return showId;
      });
    },
    async refresh(showId, signal) {
      const feed = await feedOfShow(database, showId);
      if (!feed) throw conflict('This show has no feed to read.');
      return refresh(feed, signal);
    },
    async refreshDue(signal) {
      const due = await dueFeeds(database, new Date(now()), maxPerRun);
      const waiting = due.values();
      const worker = async () => {
        for (const feed of waiting) if (!signal?.aborted) await refresh(feed, signal);
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      return due.length;
    },
    async remove(showId) {
      const tenantId = (await feedOfShow(database, showId))?.tenantId;
      await audit.log({
        action: 'feed.removed',
        resource: { type: 'show', id: String(showId), ...(tenantId !== undefined && { tenantId }) },
      });
      await deleteFeed(database, showId);
    },
  };
}

/** The show of the folder, or of the feed's own where another feed has that folder. */
async function showFor(tx: Queries, tenantId: string, url: string, feed: Feed): Promise<number> {
  const ofFolder = await claimShow(tx, tenantId, showKeyOf(url, keyedItems(feed)));
  const showId = ofFolder ?? (await claimShow(tx, tenantId, showKeyOf(url, new Map())));
  if (showId === undefined) throw conflict('This feed is a show already.');
  return showId;
}

async function store(
  tx: Queries,
  { showId, tenantId }: Pick<StoredFeed, 'showId' | 'tenantId'>,
  { feed, validators }: Extract<FeedAnswer, { state: 'changed' }>,
  now: number,
): Promise<void> {
  const episodes = await applyFeed(tx, { id: showId, tenantId }, feed);
  await noteFeed(tx, showId, feed, episodes);
  await noteRefresh(tx, showId, { now: new Date(now), next: after(now, 0) }, validators);
}

/** An hour later; after failures ever longer, up to a day. */
function after(now: number, failures: number): Date {
  return new Date(now + Math.min(hourMs * 2 ** failures, 24 * hourMs));
}

/** Of what others' servers do, people need the sentence: "fetch failed" says little, its cause has the reason. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something unknown went wrong';
  if (error instanceof FeedError) return error.message;
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
