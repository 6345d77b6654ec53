import { removed } from './sentinels.ts';
import { type Spot, walkPairs } from './walk-exotic.ts';

/** The user info, the query, a fragment that is written like a query, and then the whole as a text. */
export function walkUrl(spot: Spot, url: URL): unknown {
  const [walk, depth, at] = spot;
  const copy = new URL(url);
  for (const part of ['username', 'password'] as const) {
    if (copy[part] === '') continue;
    const result = walk.property(copy[part], 'password', depth, undefined, url);
    if (result !== copy[part]) copy[part] = result === removed ? '' : String(result);
  }
  const search = walkPairs(spot, url, [...copy.searchParams], URLSearchParams);
  if (search !== undefined) copy.search = search.toString();
  const hash = walkPairs(spot, url, [...new URLSearchParams(copy.hash.slice(1))], URLSearchParams);
  if (hash !== undefined) copy.hash = hash.toString();
  const text = walk.text(copy.href, depth, at);
  if (text === url.href) return url;
  return URL.canParse(text) ? new URL(text) : text;
}
