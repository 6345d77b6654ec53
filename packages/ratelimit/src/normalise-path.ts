/** The path of a request target, without query; the target may be absolute (RFC 9112 §3.2.2). */
export function pathOf(target: string): string {
  const start = target.startsWith('/') ? 0 : Math.max(0, target.indexOf('/', target.indexOf('://') + 3));
  const end = target.search(/[?#]/);
  return target.slice(start, end < 0 ? target.length : end);
}

/**
 * One text for every notation of a path that a router may take for the same: percent-encoding decoded once, `//` and
 * dot segments resolved (RFC 3986 §5.2.4), without a trailing slash.
 */
export function normalisePath(path: string): string {
  if (!needsWork.test(path)) return path;
  const segments: string[] = [];
  for (const segment of decoded(path).split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

/** Most paths are written plainly. */
const needsWork = /%|\/\/|\/\.|.\/$/;

/** What is no UTF-8 in percent-encoding stays as it is. */
function decoded(path: string): string {
  return path.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
