/** The episode behind a URL, and the show: where the file lies. */
export interface EpisodeKey {
  readonly episode: string;
  readonly show: string;
}

/** Longer than any address of a file; bounds what is stored as a key. */
const maxLength = 2048;

/** Redirecting measurement prefixes, by host: what follows the match is the address that is measured. */
const prefixes: ReadonlyMap<string, RegExp> = new Map([
  // OP3's options stand behind a comma: /e,pg=<podcast guid>/
  ['op3.dev', /^\/e(?:,[^/]*)?(?:\/pg=[^/]*)?\//],
  ['podtrac.com', /^\/(?:pts\/)?[^/]+\//],
  ['www.podtrac.com', /^\/pts\/[^/]+\//],
  ['dts.podtrac.com', /^\/(?:pts\/)?[^/]+\//],
  ['play.podtrac.com', /^\/[^/]+\//],
  ['pdst.fm', /^\/e\//],
  ['pdcn.co', /^\/e\//],
  ['mgln.ai', /^\/(?:e\/[^/]+|track)\//],
  ['chrt.fm', /^\/track\/[^/]+\//],
  ['chtbl.com', /^\/track\/[^/]+\//],
  ['podcast-rss-prefix.spotify.com', /^\/track\/[^/]+\//],
  ['verifi.podscribe.com', /^\/rss\/p\//],
  ['pscrb.fm', /^\/rss\/p\//],
  ['arttrk.com', /^\/p\/[^/]+\//],
  ['prfx.byspotify.com', /^\/e\//],
  ['claritaspod.com', /^\/measure\//],
  ['prefix.up.audio', /^\/s\//],
]);

/**
 * The key of an episode: host and path of the file that is measured, without scheme, query and fragment, spelled in one
 * way. Undefined where the URL cannot be read as the address of a file.
 */
export function episodeKey(url: string): EpisodeKey | undefined {
  const bare = withoutPrefixes(withoutScheme(url.trim().replace(/[?#].*$/s, '')));
  const slash = bare.indexOf('/');
  if (slash < 0 || bare.length > maxLength) return undefined;
  const host = normaliseHost(bare.slice(0, slash));
  const path = normalisePath(bare.slice(slash));
  if (host === undefined) return undefined;
  return { episode: host + path, show: host + path.slice(0, path.lastIndexOf('/')) };
}

/** A path alone, as logs write it that name no host, has the empty host. */
function withoutScheme(url: string): string {
  return url.replace(/^https?(?::|%3a)\/{1,2}/i, '');
}

function withoutPrefixes(url: string): string {
  let rest = url;
  // Each pass takes one prefix off a chain; more than ten are no chain that anybody measures with.
  for (let pass = 0; pass < 10; pass++) {
    const slash = rest.indexOf('/');
    const host = normaliseHost(rest.slice(0, slash));
    const prefix = host && prefixes.get(host)?.exec(rest.slice(slash))?.[0];
    if (!prefix) return rest;
    rest = withoutScheme(rest.slice(slash + prefix.length).replace(/^\/+/, ''));
  }
  return rest;
}

function normaliseHost(host: string): string | undefined {
  if (host === '') return '';
  const bare = host.toLowerCase().replace(/:(?:80|443)$/, '');
  return /^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/.test(bare)
    ? bare
    : undefined;
}

/** Unreserved characters stand for themselves, all others percent-encoded in upper case (RFC 3986 section 6.2.2). */
function normalisePath(path: string): string {
  if (plainPath.test(path)) return path;
  try {
    return path
      .split('/')
      .map((segment) => encodeURIComponent(decodeURIComponent(segment)))
      .join('/');
  } catch {
    // Percent signs that encode no UTF-8: the server knows what they mean, and equal spellings are equal keys.
    return path;
  }
}

const plainPath = /^[A-Za-z0-9._~/-]*$/;
