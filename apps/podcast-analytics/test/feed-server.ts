import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicFetch } from '../src/features/shows/public-fetch.ts';

export interface FeedServer {
  readonly origin: string;
  /** Reads from this server and no other. */
  readonly fetch: typeof fetch;
  /** What it answers from now on, with this status. */
  answer(body: string, status?: number): void;
  /** The headers of the requests so far. */
  readonly requests: IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** Somebody's feed, on a loopback port; it knows conditional requests. */
export async function startFeedServer(): Promise<FeedServer> {
  let current = { body: '', status: 404 };
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    requests.push(headers);
    const etag = `"${Buffer.from(current.body).toString('base64url').slice(-20)}"`;
    if (headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(current.status, { etag }).end(current.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // of a TCP server that listens
  return {
    origin: `http://127.0.0.1:${port}`,
    fetch: createPublicFetch({ allows: (address) => address === '127.0.0.1' }),
    answer(body, status = 200) {
      current = { body, status };
    },
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export interface FeedEpisode {
  readonly url: string;
  readonly title?: string;
  readonly published?: string;
}

export function rss(title: string, episodes: readonly FeedEpisode[]): string {
  const items = episodes.map(
    ({ url, title: name = 'An episode', published = 'Tue, 03 Feb 2026 12:30:00 GMT' }) =>
      `<item><title>${name}</title><pubDate>${published}</pubDate><enclosure url="${url}" length="24000000" type="audio/mpeg"/></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title>${items.join('')}</channel></rss>`;
}
