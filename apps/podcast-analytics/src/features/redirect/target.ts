/** Where a request for the prefix leads. */
export interface Target {
  readonly tenantId: string;
  /** In small letters, with a port where it has one. */
  readonly host: string;
  readonly url: string;
}

/** `/e/<tenant>/<host>/<path>`, as it came: what was encoded stays so. */
const prefixed = /^https?:\/\/[^/?#]*\/e\/([^/?#]+)\/([^/?#]+)(\/[^#]*)/;

/** A name of RFC 1123 or an IPv4 address, and a port. What reads like anything else (`@`, `\`, `%`) leads nowhere. */
const hostPattern = /^(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/;

/** The target of a URL of ours; undefined where it has none. It leads there over TLS only. */
export function targetOf(url: string): Target | undefined {
  const [, tenantId, givenHost, rest] = prefixed.exec(url) ?? [];
  const host = givenHost?.toLowerCase();
  if (tenantId === undefined || host === undefined || !isHost(host)) return undefined;
  return { tenantId, host, url: `https://${host}${rest}` };
}

/** Browsers write some hosts another way, such as `2` as 0.0.0.2: those are none. */
export function isHost(text: string): boolean {
  const url = `https://${text}/`;
  return hostPattern.test(text) && !text.includes('..') && URL.canParse(url) && new URL(url).host === text;
}
